namespace Sharencrypt.EndToEnd.Tests;

/// <summary>Disks that are full or closed, on small file systems of their own and as a user without rights; only root can make them.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DiskTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_little_space_is_found_before_anything_is_sent()
    {
        SmallDisk.Need();
        await using var exchange = new Exchange(relay);
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.Path, 4);
        exchange.Sent.WriteRandom("big", 8_000_000);
        var sender = await exchange.SendAsync("big");
        var received = await exchange.Receive("--out", folder.Path).EndAsync(Cancellation);
        received.ExitCode.Should().Be(11, received.Talk);
        received.Talk.Should().Contain("8.0 MB are to arrive").And.Contain("--out");
        var sent = await sender.EndAsync(Cancellation);
        sent.ExitCode.Should().Be(8, sent.Talk);
        sent.Talk.Should().Contain("not enough free space");
        Directory.GetFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_disk_that_fills_up_on_the_way_ends_both_sides_and_leaves_nothing()
    {
        SmallDisk.Need();
        await using var exchange = new Exchange(relay);
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.Path, 4);
        var sender = await exchange.SendAsync("-");
        var receiver = exchange.Receive("--out", folder.Path);
        try
        {
            for (var i = 0; i < 64 && !sender.HasExited; i++)
            {
                await sender.Input.WriteAsync(new byte[1 << 20], Cancellation);
            }

            sender.Input.Close();
        }
        catch (IOException)
        {
            // It has ended already, as it should.
        }

        var received = await receiver.EndAsync(Cancellation);
        received.ExitCode.Should().Be(11, received.Talk);
        received.Talk.Should().Contain("is full");
        var sent = await sender.EndAsync(Cancellation);
        sent.ExitCode.Should().Be(8, sent.Talk);
        sent.Talk.Should().Contain("disk is full");
        Directory.GetFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_target_that_cannot_be_written_is_explained()
    {
        await NeedNobodyAsync();
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("file", "content");
        var sender = await exchange.SendAsync("file");
        var received = await exchange.Receive(new SharencryptProcess.Settings { Wrapper = AsNobody, Folder = "/" }, "--yes", "--out", "/root/x").EndAsync(Cancellation);
        received.ExitCode.Should().Be(10, received.Talk);
        received.Talk.Should().Contain("cannot be written").And.Contain("--out");
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(8);
    }

    [Fact]
    public async Task An_unreadable_file_is_named_before_anything_is_sent()
    {
        await NeedNobodyAsync();
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        folder.WriteText("tree/open.txt", "x");
        File.SetUnixFileMode(folder.WriteText("tree/closed.txt", "x"), UnixFileMode.UserRead);
        await using var sender = SharencryptProcess.Start(new SharencryptProcess.Settings { Wrapper = AsNobody, Folder = "/" }, "send", "--relay", relay.Address, folder["tree"]);
        var ending = await sender.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(9, ending.Talk);
        ending.Talk.Should().Contain("tree/closed.txt cannot be read").And.NotContain("Code:");
    }

    [Fact]
    public async Task The_relay_writes_no_file()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteRandom("file", 5_000_000);
        await exchange.RunAsync(["file"]);
        Directory.GetFileSystemEntries(relay.Folder.Path).Should().BeEmpty();
        OpenFilesOf(relay.Process.Id).Should().NotContain(path => path.Contains("deleted", StringComparison.Ordinal) && path.Contains("/tmp", StringComparison.Ordinal));
    }

    private static IEnumerable<string> OpenFilesOf(int process) =>
        Directory.EnumerateFiles($"/proc/{process}/fd").Select(link => new FileInfo(link).LinkTarget ?? "");

    private static async Task NeedNobodyAsync()
    {
        SmallDisk.Need();
        await using var version = SharencryptProcess.Start(new SharencryptProcess.Settings { Wrapper = AsNobody, Folder = "/" }, "--version");
        Assert.SkipUnless((await version.EndAsync(Cancellation)).ExitCode == 0, "The tree lies where another user cannot even start the program.");
    }
}
