namespace Sharencrypt.EndToEnd.Tests;

/// <summary>A person at a terminal: sees a code, a QR code and moving progress, is asked, and answers.</summary>
public sealed class TerminalTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("y", 0, 0)]
    [InlineData("n", 7, 7)]
    public async Task A_person_is_asked_and_answered(string answer, int receiverExit, int senderExit)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script(1) to make a terminal with.");
        await using var exchange = new Exchange(relay);
        exchange.Sent.WriteRandom("tree/file one", 3_000_000);
        exchange.Sent.WriteText("tree/.hidden", "x");
        await using var sender = AtTerminal(exchange.Sent.Path, "send", "--relay", exchange.Relay, "--code", exchange.Code, "tree");
        await sender.SaysAsync("(▀▀▀|▄▄▄)", Cancellation);
        await sender.SaysAsync("(Waiting for the other side)", Cancellation);

        await using var receiver = AtTerminal(exchange.Received.Path, "receive", "--relay", exchange.Relay, exchange.Code);
        await receiver.SaysAsync("(tree/.*2 files.*hidden)", Cancellation);
        await receiver.Input.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer + "\n"), Cancellation);
        await receiver.Input.FlushAsync(Cancellation);

        var received = await receiver.EndAsync(Cancellation);
        var sent = await sender.EndAsync(Cancellation);
        received.ExitCode.Should().Be(receiverExit, received.Talk);
        sent.ExitCode.Should().Be(senderExit, sent.Talk);
        Directory.Exists(exchange.Received["tree"]).Should().Be(answer == "y");
    }

    private static SharencryptProcess AtTerminal(string folder, params string[] arguments) =>
        SharencryptProcess.Start(
            new SharencryptProcess.Settings { Folder = folder, OutputIsTalk = true, Wrapper = ["sh", "-c", "exec script -qefc \"$0 $*\" /dev/null"] },
            arguments);
}
