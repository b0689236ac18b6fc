namespace Sharencrypt.Relay.Tests;

public sealed class RelayHostTests
{
    [Fact]
    public async Task A_cancelled_relay_stops_with_exit_code_zero()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var run = RelayHost.RunAsync(["--urls", "http://127.0.0.1:0"], stop.Token);
        run.IsCompleted.Should().BeFalse();
        await stop.CancelAsync();

        (await run).Should().Be(0);
    }
}
