using System.Net;
using System.Net.Sockets;
namespace Sharencrypt.EndToEnd.Tests;

/// <summary>What people are told when something goes wrong, and what is left on the disk.</summary>
public sealed class TroubleTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_wrong_codes_are_told_to_both_and_burn_the_code()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("file", "content");
        var sender = await exchange.SendAsync("file");
        for (var i = 1; i <= 3; i++)
        {
            await using var guesser = SharencryptProcess.Start("receive", "--relay", exchange.Relay, "--yes", exchange.Code + "s");
            var guess = await guesser.EndAsync(Cancellation);
            guess.ExitCode.Should().Be(6, guess.Talk);
            guess.Talk.Should().Contain("The code is wrong").And.NotContain("file");
            await sender.SaysAsync($"wrong code \\(({i}) of 3\\)", Cancellation);
        }

        var sent = await sender.EndAsync(Cancellation);
        sent.ExitCode.Should().Be(6);
        sent.Talk.Should().Contain("three wrong codes");
        var late = await exchange.Receive().EndAsync(Cancellation);
        late.ExitCode.Should().Be(5, "the room is gone");
    }

    [Fact]
    public async Task After_a_wrong_code_the_right_one_still_works()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("file", "content");
        var sender = await exchange.SendAsync("file");
        await using (var guesser = SharencryptProcess.Start("receive", "--relay", exchange.Relay, "--yes", exchange.Code + "s"))
        {
            (await guesser.EndAsync(Cancellation)).ExitCode.Should().Be(6);
        }

        (await exchange.Receive().EndAsync(Cancellation)).ExitCode.Should().Be(0);
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("9999-zebra-zoo", 5, "Nobody is waiting")]
    [InlineData("9999-zebraa-zoo", 2, "Did you mean “zebra”")]
    [InlineData("9999", 2, "incomplete")]
    [InlineData("9999-zebra", 2, "incomplete")]
    [InlineData("http://127.0.0.1:1/", 2, "holds no code")]
    public async Task A_code_that_cannot_work_is_explained(string code, int exitCode, string words)
    {
        await using var receiver = SharencryptProcess.Start("receive", "--relay", relay.Address, code);
        var ending = await receiver.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(exitCode, ending.Talk);
        ending.Talk.Should().Contain(words);
    }

    [Fact]
    public async Task A_waiting_sender_can_be_cancelled()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("file", "content");
        var sender = await exchange.SendAsync("file");
        sender.Signal("INT");
        var ending = await sender.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(130);
        ending.Talk.Should().Contain("Cancelled.");
        (await exchange.Receive().EndAsync(Cancellation)).ExitCode.Should().Be(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_in_the_middle_ends_both_sides_and_leaves_nothing(bool senderCancels)
    {
        await using var exchange = new Exchange(relay);
        var sender = await exchange.SendAsync(new SharencryptProcess.Settings(), "-");
        var receiver = exchange.Receive();
        await sender.Input.WriteAsync(new byte[3_000_000], Cancellation);
        await receiver.SaysAsync("^(The other side sends a stream)", Cancellation);
        await WaitForBytesAsync(exchange.Received.Path, 1_000_000);

        (senderCancels ? sender : receiver).Signal("INT");

        var sent = await sender.EndAsync(Cancellation);
        var received = await receiver.EndAsync(Cancellation);
        sent.ExitCode.Should().Be(senderCancels ? 130 : 8, sent.Talk);
        received.ExitCode.Should().Be(senderCancels ? 8 : 130, received.Talk);
        (senderCancels ? received : sent).Talk.Should().Contain("The other side cancelled");
        Directory.GetFileSystemEntries(exchange.Received.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_to_ask_means_no_and_both_are_told()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("file", "content");
        var sender = await exchange.SendAsync("file");
        var received = await exchange.Receive(new SharencryptProcess.Settings { CloseInput = true }).EndAsync(Cancellation);
        received.ExitCode.Should().Be(2);
        received.Talk.Should().Contain("--yes");
        var sent = await sender.EndAsync(Cancellation);
        sent.ExitCode.Should().Be(7);
        sent.Talk.Should().Contain("declined");
    }

    [Fact]
    public async Task What_is_there_already_is_never_touched_unless_asked()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("photo.jpg", "new");
        exchange.Received.WriteText("photo.jpg", "old");
        var sender = await exchange.SendAsync("photo.jpg");
        var received = await exchange.Receive().EndAsync(Cancellation);
        received.ExitCode.Should().Be(12, received.Talk);
        received.Talk.Should().Contain("--rename");
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(8);
        File.ReadAllText(exchange.Received["photo.jpg"]).Should().Be("old");

        exchange.Renew();
        await exchange.RunAsync(["photo.jpg"], "--rename");
        File.ReadAllText(exchange.Received["photo (1).jpg"]).Should().Be("new");

        exchange.Renew();
        await exchange.RunAsync(["photo.jpg"], "--skip");
        File.ReadAllText(exchange.Received["photo.jpg"]).Should().Be("old");

        exchange.Renew();
        await exchange.RunAsync(["photo.jpg"], "--overwrite");
        File.ReadAllText(exchange.Received["photo.jpg"]).Should().Be("new");
        Directory.GetFileSystemEntries(exchange.Received.Path).Should().HaveCount(2);
    }

    [Fact]
    public async Task Folders_are_merged_but_never_through_a_link()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("tree/new.txt", "new");
        exchange.Sent.WriteText("tree/sub/x", "new");
        exchange.Received.WriteText("tree/old.txt", "old");
        await exchange.RunAsync(["tree"], "--overwrite");
        TemporaryFolder.Describe(exchange.Received.Path).Keys.Should().BeEquivalentTo("tree", "tree/new.txt", "tree/old.txt", "tree/sub", "tree/sub/x");

        using var elsewhere = new TemporaryFolder();
        Directory.Delete(exchange.Received["tree/sub"], recursive: true);
        Directory.CreateSymbolicLink(exchange.Received["tree/sub"], elsewhere.Path);
        exchange.Renew();
        var sender = await exchange.SendAsync("tree");
        var received = await exchange.Receive("--overwrite").EndAsync(Cancellation);
        received.ExitCode.Should().Be(12, received.Talk);
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(8);
        Directory.GetFileSystemEntries(elsewhere.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_missing_path_is_said_before_anything_is_sent()
    {
        await using var sender = SharencryptProcess.Start("send", "--relay", relay.Address, "/no/such/thing");
        var ending = await sender.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(9);
        ending.Talk.Should().Contain("There is no “/no/such/thing”");
    }

    [Fact]
    public async Task What_is_not_there_is_told_before_a_relay_that_does_not_answer()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0); // It takes connections and says nothing.
        silent.Start();
        await using var sender = SharencryptProcess.Start("send", "--relay", $"http://{silent.LocalEndpoint}", "/no/such/thing");

        var ending = await sender.EndAsync(Cancellation);

        ending.ExitCode.Should().Be(9);
        ending.Talk.Should().Contain("There is no “/no/such/thing”").And.NotContain("did not answer");
    }

    [Fact]
    public async Task A_file_that_shrinks_grows_or_vanishes_is_reported_and_the_others_arrive()
    {
        foreach (var trouble in new Action<string>[]
        {
            path => File.WriteAllBytes(path, new byte[10]),
            path => File.AppendAllText(path, "more"),
            File.Delete,
            path => File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
        })
        {
            await using var exchange = new Exchange(relay);
            exchange.Sent.WriteRandom("tree/a", 1_000_000);
            exchange.Sent.WriteRandom("tree/b", 3_000_000);
            exchange.Sent.WriteRandom("tree/c", 1_000_000);
            var sender = await exchange.SendAsync("tree");
            trouble(exchange.Sent["tree/b"]);

            var received = await exchange.Receive().EndAsync(Cancellation);
            var sent = await sender.EndAsync(Cancellation);

            received.ExitCode.Should().Be(15, received.Talk);
            sent.ExitCode.Should().Be(15, sent.Talk);
            sent.Talk.Should().Contain("Not delivered: tree/b");
            received.Talk.Should().Contain("Not delivered: tree/b");
            TemporaryFolder.Describe(exchange.Received.Path).Keys.Should().BeEquivalentTo("tree", "tree/a", "tree/c");
            TemporaryFolder.Hash(exchange.Received["tree/c"]).Should().Be(TemporaryFolder.Hash(exchange.Sent["tree/c"]));
        }
    }

    [Fact]
    public async Task An_unreachable_relay_is_explained()
    {
        await using var sender = SharencryptProcess.Start("send", "--relay", "http://127.0.0.1:1", "--text", "x");
        var ending = await sender.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(3);
        ending.Talk.Should().Contain("connection was refused").And.Contain("sharencrypt relay");
    }

    [Fact]
    public async Task A_wrong_address_in_the_environment_names_the_variable()
    {
        await using var sender = SharencryptProcess.Start(new SharencryptProcess.Settings { Environment = { ["SHARENCRYPT_RELAY"] = "ftp://x" } }, "send", "--text", "x");
        var ending = await sender.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(2);
        ending.Talk.Should().Contain("SHARENCRYPT_RELAY");
    }

    [Fact]
    public async Task Json_tells_every_step_on_standard_output()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("file", "content");
        var sender = await exchange.SendAsync("file");
        var received = await exchange.Receive("--json").EndAsync(Cancellation);
        received.ExitCode.Should().Be(0);
        received.Talk.Should().BeEmpty();
        var events = received.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
        events.Should().ContainInOrder("peer", "offer", "done");
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Both_sides_show_the_same_verification_phrase()
    {
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteText("file", "content");
        var sender = await exchange.SendAsync("file", "--verify", "--yes");
        var received = await exchange.Receive("--verify").EndAsync(Cancellation);
        var phrase = await sender.SaysAsync("^Verification phrase: (\\S+ \\S+ \\S+ \\S+)$", Cancellation);
        received.Talk.Should().Contain(phrase);
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    private static async Task WaitForBytesAsync(string folder, long bytes)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Sum(file => new FileInfo(file).Length) < bytes)
        {
            await tick.WaitForNextTickAsync(Cancellation);
        }
    }
}
