using System.Security.Cryptography;

namespace Sharencrypt.EndToEnd.Tests.Proxies;

/// <summary>WebSocket works at first, or for a while, and then no more: the transfer goes on by other means, and comes back.</summary>
public sealed class ChangingNetworkTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proxy_that_cuts_each_WebSocket_soon_does_not_stop_a_transfer()
    {
        await using var proxy = new MeddlingProxy(relay.Address) { CutAfter = 5_000_000 };
        await using var exchange = new Exchange(proxy.Address);
        exchange.Sent.WriteRandom("big", 60_000_000);
        var sender = await exchange.SendAsync("big");
        var receiver = exchange.Receive();
        var (received, sent) = (await receiver.EndAsync(Cancellation), await sender.EndAsync(Cancellation));

        received.ExitCode.Should().Be(0, received.Talk);
        sent.ExitCode.Should().Be(0, sent.Talk);
        TemporaryFolder.Hash(exchange.Received["big"]).Should().Be(TemporaryFolder.Hash(exchange.Sent["big"]));
        sent.Talk.Should().Contain("Connected over HTTP");
        proxy.Cuts.Should().BeInRange(2, 6, "after two cuts each side goes over HTTP");
    }

    [Fact]
    [Trait("Kind", "Slow")]
    public async Task When_WebSocket_is_blocked_in_the_middle_it_goes_on_over_HTTP_and_returns_when_it_is_not()
    {
        await using var proxy = new MeddlingProxy(relay.Address);
        await using var exchange = new Exchange(proxy.Address);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var sender = await exchange.SendAsync("-");
        var receiver = exchange.Receive("--out", exchange.Received["folder"]);
        await WriteAsync(3_000_000);
        await receiver.SaysAsync("^(The other side sends a stream)", Cancellation);

        proxy.RefuseWebSocket();
        await sender.SaysAsync("^(Connected over HTTP)", Cancellation);
        await receiver.SaysAsync("^(Connected over HTTP)", Cancellation);
        await WriteAsync(20_000_000);

        proxy.AllowWebSocket();
        await sender.SaysAsync("^(Connected by WebSocket again)", TimeSpan.FromMinutes(3), Cancellation);
        await receiver.SaysAsync("^(Connected by WebSocket again)", TimeSpan.FromMinutes(3), Cancellation);
        await WriteAsync(20_000_000);
        sender.Input.Close();

        var (received, sent) = (await receiver.EndAsync(Cancellation), await sender.EndAsync(Cancellation));
        received.ExitCode.Should().Be(0, received.Talk);
        sent.ExitCode.Should().Be(0, sent.Talk);
        TemporaryFolder.Hash(exchange.Received["folder/received.bin"]).Should().Be(Convert.ToHexString(hash.GetHashAndReset()));

        async Task WriteAsync(int bytes)
        {
            var content = RandomNumberGenerator.GetBytes(bytes);
            hash.AppendData(content);
            await sender.Input.WriteAsync(content, Cancellation);
            await sender.Input.FlushAsync(Cancellation);
        }
    }
}
