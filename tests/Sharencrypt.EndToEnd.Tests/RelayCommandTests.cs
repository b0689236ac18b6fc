namespace Sharencrypt.EndToEnd.Tests;

public sealed class RelayCommandTests
{
    [Fact]
    public async Task The_relay_verb_serves_until_it_is_told_to_stop_and_then_ends_with_zero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM to send on Windows.");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var relay = SharencryptProcess.Start(new SharencryptProcess.Settings { OutputIsTalk = true }, "relay", "--urls", "http://127.0.0.1:0");
        var address = await relay.SaysAsync("listens on (http://\\S+)", cancellationToken);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(new Uri(address), "/health/live"), cancellationToken);
        answer.IsSuccessStatusCode.Should().BeTrue();

        relay.Signal("TERM");

        var ending = await relay.EndAsync(cancellationToken);
        ending.ExitCode.Should().Be(0, ending.Talk);
    }
}
