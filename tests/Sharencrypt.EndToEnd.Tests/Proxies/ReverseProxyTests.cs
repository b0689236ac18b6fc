namespace Sharencrypt.EndToEnd.Tests.Proxies;

/// <summary>A relay behind what operators put before it, and behind what breaks WebSocket.</summary>
public sealed class ReverseProxyTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private const string OverHttp = "Connected over HTTP: something on this network blocks WebSocket.";
    private const string ByPolling = "Connected over HTTP, request by request";
    private const long Bytes = 30_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nginx_as_the_manual_has_it_passes_WebSocket()
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await ReverseProxies.NginxAsync(port, relay.Address);
        await TransferAsync(port, said: null);
    }

    [Fact]
    public async Task HAProxy_passes_WebSocket()
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await ReverseProxies.HaproxyAsync(port, relay.Address);
        await TransferAsync(port, said: null);
    }

    [Fact]
    public async Task Where_upgrades_are_stripped_it_goes_over_HTTP()
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await ReverseProxies.StrippingNginxAsync(port, relay.Address);
        await TransferAsync(port, OverHttp);
    }

    [Fact]
    [Trait("Kind", "Slow")]
    public async Task Where_answers_are_held_back_too_it_goes_by_polling_and_the_next_run_knows()
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await ReverseProxies.BufferingNginxAsync(port, relay.Address);
        await using var exchange = await TransferAsync(port, ByPolling);
        File.ReadAllText(exchange.Cache["sharencrypt/transports.json"]).Should().Contain($"http://127.0.0.1:{port}").And.Contain("HttpPolling");
    }

    private static async Task<Exchange> TransferAsync(int port, string? said)
    {
        var exchange = new Exchange($"http://127.0.0.1:{port}");
        exchange.Sent.WriteRandom("big", Bytes);
        exchange.Sent.WriteText("tree/small", "small");
        var sender = await exchange.SendAsync("big", "tree");
        var receiver = exchange.Receive();
        var (received, sent) = (await receiver.EndAsync(Cancellation), await sender.EndAsync(Cancellation));
        received.ExitCode.Should().Be(0, received.Talk);
        sent.ExitCode.Should().Be(0, sent.Talk);
        TemporaryFolder.Describe(exchange.Received.Path).Should().BeEquivalentTo(TemporaryFolder.Describe(exchange.Sent.Path));
        foreach (var ending in new[] { received, sent })
        {
            if (said is null)
            {
                ending.Talk.Should().NotContain("HTTP").And.NotContain("dropped");
            }
            else
            {
                ending.Talk.Should().Contain(said).And.NotContain("dropped");
            }
        }

        return exchange;
    }
}
