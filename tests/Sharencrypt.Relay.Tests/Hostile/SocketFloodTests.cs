using System.Net.Sockets;
using Sharencrypt.Relay.Limits;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Hostile;

/// <summary>Sockets that are opened and ask for nothing.</summary>
public sealed class SocketFloodTests
{
    [Fact]
    public async Task One_address_holds_only_so_many_sockets_open()
    {
        await using var relay = await RelayUnderTest.StartAsync(("connectionsPerAddress", "1"));
        var silent = await OpenAsync(relay, 1 + SocketLimit.Spare);

        (await IsTurnedAwayAsync(relay)).Should().BeTrue();
        silent.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task A_trusted_proxy_holds_the_sockets_of_many()
    {
        await using var relay = await RelayUnderTest.StartAsync(("connectionsPerAddress", "1"), ("trustedProxies", "127.0.0.1"));
        var silent = await OpenAsync(relay, 2 + SocketLimit.Spare);

        using var next = await RawPeer.ConnectAsync(relay.Address);
        await next.SendTextAsync(Upgrade.Request());

        (await next.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ");
        silent.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task All_together_hold_only_so_many()
    {
        await using var relay = await RelayUnderTest.StartAsync(("maxConnections", "1"), ("trustedProxies", "127.0.0.1"));
        var silent = await OpenAsync(relay, 2 + SocketLimit.Spare);

        (await IsTurnedAwayAsync(relay)).Should().BeTrue();
        silent.ForEach(peer => peer.Dispose());
    }

    // The end may be there before the connection is.
    private static async Task<bool> IsTurnedAwayAsync(RelayUnderTest relay)
    {
        try
        {
            using var beyond = await RawPeer.ConnectAsync(relay.Address);
            return await beyond.IsAtEndAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    // Each has got an answer, so each is counted.
    private static async Task<List<RawPeer>> OpenAsync(RelayUnderTest relay, int count)
    {
        var peers = new List<RawPeer>();
        for (var index = 0; index < count; index++)
        {
            peers.Add(await RawPeer.ConnectAsync(relay.Address));
            await peers[index].SendTextAsync("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
            (await peers[index].ReadHeadAsync()).Should().StartWith("HTTP/1.1 200 ");
        }

        return peers;
    }
}
