using System.Runtime.Versioning;
using System.Text;

namespace Sharencrypt.EndToEnd.Tests;

/// <summary>Everything that can be sent, from process to process, compared by hash.</summary>
public sealed class TransferTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(50_000_000)]
    public async Task A_file_of_any_size_arrives_as_it_was(long bytes)
    {
        await using var exchange = new Exchange(relay);
        var file = exchange.Sent.WriteRandom("file.bin", bytes);
        await exchange.RunAsync([file]);
        TemporaryFolder.Hash(exchange.Received["file.bin"]).Should().Be(TemporaryFolder.Hash(file));
        Directory.GetFileSystemEntries(exchange.Received.Path).Should().ContainSingle("nothing else is left behind");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_and_folders_mixed_keep_names_times_and_the_executable_bit()
    {
        await using var exchange = new Exchange(relay);
        string[] names =
        [
            "tree/plain.txt", "tree/sub/deep/äöü ß.txt", "tree/日本語.txt", "tree/русский.txt", "tree/עברית.txt", "tree/हिन्दी.txt",
            "tree/👩‍👩‍👧‍👦 family.txt", "tree/quote\"s and 'spaces'.txt", "tree/colon:and.dot.", "single.bin",
            string.Join('/', Enumerable.Repeat(new string('p', 58), 5).Prepend("tree")) + "/end.txt",
        ];
        foreach (var name in names)
        {
            exchange.Sent.WriteText(name, name);
        }

        Directory.CreateDirectory(exchange.Sent["tree/empty"]);
        File.WriteAllText(exchange.Sent["tree/nothing"], "");
        File.SetUnixFileMode(exchange.Sent["tree/plain.txt"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(exchange.Sent["single.bin"], time);
        Directory.SetLastWriteTimeUtc(exchange.Sent["tree/sub"], time);

        await exchange.RunAsync(["tree", "single.bin"]);

        TemporaryFolder.Describe(exchange.Received.Path).Should().Equal(TemporaryFolder.Describe(exchange.Sent.Path));
        File.GetUnixFileMode(exchange.Received["tree/plain.txt"]).Should().HaveFlag(UnixFileMode.UserExecute);
        File.GetUnixFileMode(exchange.Received["single.bin"]).Should().NotHaveFlag(UnixFileMode.UserExecute);
        File.GetLastWriteTimeUtc(exchange.Received["single.bin"]).Should().Be(time);
        Directory.GetLastWriteTimeUtc(exchange.Received["tree/sub"]).Should().Be(time);
    }

    [Fact]
    public async Task Ten_thousand_small_files_arrive()
    {
        await using var exchange = new Exchange(relay);
        for (var i = 0; i < 10_000; i++)
        {
            exchange.Sent.WriteRandom($"many/{i / 100:00}/{i % 100:00}", 4096);
        }

        await exchange.RunAsync(["many"]);
        TemporaryFolder.Describe(exchange.Received.Path).Should().Equal(TemporaryFolder.Describe(exchange.Sent.Path));
    }

    [Fact]
    public async Task An_empty_folder_arrives()
    {
        await using var exchange = new Exchange(relay);
        Directory.CreateDirectory(exchange.Sent["empty"]);
        await exchange.RunAsync(["empty"]);
        Directory.Exists(exchange.Received["empty"]).Should().BeTrue();
    }

    [Fact]
    public async Task Links_are_followed_inside_and_never_out_of_what_is_sent()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("outside/secret.txt", "secret");
        exchange.Sent.WriteText("tree/file.txt", "content");
        File.CreateSymbolicLink(exchange.Sent["tree/inside.txt"], "file.txt");
        File.CreateSymbolicLink(exchange.Sent["tree/out.txt"], "../outside/secret.txt");
        File.CreateSymbolicLink(exchange.Sent["tree/nowhere"], "nothing");
        Directory.CreateSymbolicLink(exchange.Sent["tree/up"], "../outside");
        File.CreateSymbolicLink(exchange.Sent["tree/through"], "up/secret.txt");
        Directory.CreateSymbolicLink(exchange.Sent["tree/loop"], ".");

        await exchange.RunAsync(["tree"]);

        TemporaryFolder.Describe(exchange.Received.Path).Keys.Should().BeEquivalentTo("tree", "tree/file.txt", "tree/inside.txt");
        File.ReadAllText(exchange.Received["tree/inside.txt"]).Should().Be("content");
        new FileInfo(exchange.Received["tree/inside.txt"]).LinkTarget.Should().BeNull();
    }

    [Fact]
    public async Task A_text_of_a_megabyte_goes_to_standard_output_untouched()
    {
        await using var exchange = new Exchange(relay);
        var text = string.Concat(Enumerable.Repeat("Grüße, 世界 👋\n", 50_000));
        var sender = SharencryptProcess.Start("send", "--relay", exchange.Relay, "--code", exchange.Code, "--text", "-");
        await using var owned = sender;
        await sender.Input.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        sender.Input.Close();
        await sender.SaysAsync("^(Waiting)", Cancellation);

        var received = await exchange.Receive().EndAsync(Cancellation);

        received.ExitCode.Should().Be(0, received.Talk);
        received.Output.Should().Be(text);
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Standard_input_goes_to_standard_output()
    {
        await using var exchange = new Exchange(relay);
        var file = exchange.Sent.WriteRandom("file", 10_000_001);
        var sender = await exchange.SendAsync("-");
        var receiver = exchange.Receive(new SharencryptProcess.Settings(), "--out", "-");
        await using (var content = File.OpenRead(file))
        {
            await content.CopyToAsync(sender.Input, Cancellation);
        }

        sender.Input.Close();

        var received = await receiver.EndAsync(Cancellation);
        received.ExitCode.Should().Be(0, received.Talk);
        received.OutputBytes.Should().Equal(await File.ReadAllBytesAsync(file, Cancellation));
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task What_comes_slowly_through_a_pipe_is_not_held_back()
    {
        await using var exchange = new Exchange(relay);
        var sender = await exchange.SendAsync("-");
        var receiver = exchange.Receive(new SharencryptProcess.Settings { Wrapper = ["sh", "-c", "exec \"$0\" \"$@\" >&2"] }, "--out", "-");
        for (var i = 0; i < 3; i++)
        {
            await sender.Input.WriteAsync(Encoding.ASCII.GetBytes($"line {i}\n"), Cancellation);
            await sender.Input.FlushAsync(Cancellation);
            await receiver.SaysAsync($"^(line {i})$", Cancellation);
        }

        sender.Input.Close();
        (await receiver.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task An_empty_stream_becomes_an_empty_file()
    {
        await using var exchange = new Exchange(relay);
        var sender = await exchange.SendAsync(new SharencryptProcess.Settings { CloseInput = true }, "-");
        (await exchange.Receive().EndAsync(Cancellation)).ExitCode.Should().Be(0);
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
        new FileInfo(exchange.Received["received.bin"]).Length.Should().Be(0);
    }

    [Fact]
    public async Task A_generated_code_works_from_argument_environment_and_standard_input_and_as_a_link()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("hello.txt", "hello");
        foreach (var way in new[] { "argument", "environment", "input", "link", "shouted" })
        {
            await using var sender = SharencryptProcess.Start("send", "--relay", exchange.Relay, exchange.Sent["hello.txt"]);
            var code = await sender.SaysAsync("^Code: (\\S+)$", Cancellation);
            var link = await sender.SaysAsync("^Link: (\\S+)$", Cancellation);
            var settings = new SharencryptProcess.Settings { Folder = exchange.Received.Path, Environment = { ["SHARENCRYPT_RELAY"] = exchange.Relay } };
            string[] arguments = ["receive", "--yes", "--overwrite"];
            await using var receiver = way switch
            {
                "environment" => SharencryptProcess.Start(settings with { Environment = new(settings.Environment) { ["SHARENCRYPT_CODE"] = code } }, arguments),
                "input" => SharencryptProcess.Start(settings, arguments),
                "link" => SharencryptProcess.Start(new SharencryptProcess.Settings { Folder = exchange.Received.Path }, [.. arguments, link]),
                "shouted" => SharencryptProcess.Start(settings, [.. arguments, code.ToUpperInvariant().Replace('-', ' ')]),
                _ => SharencryptProcess.Start(settings, [.. arguments, code]),
            };
            if (way == "input")
            {
                await receiver.Input.WriteAsync(Encoding.ASCII.GetBytes(code + "\n"), Cancellation);
                receiver.Input.Close();
            }

            var received = await receiver.EndAsync(Cancellation);
            received.ExitCode.Should().Be(0, $"{way}: {received.Talk}");
            (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
        }
    }
}
