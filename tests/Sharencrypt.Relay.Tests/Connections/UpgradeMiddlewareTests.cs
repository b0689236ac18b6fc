using System.Text;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Connections;

/// <summary>Which upgrades are answered below the HTTP server, and that all others find it behind.</summary>
public sealed class UpgradeMiddlewareTests
{
    // Every answer of the HTTP server has it; one from below does not.
    private const string MarkOfHttp = "\r\nDate: ";

    [Fact]
    public async Task A_plain_upgrade_never_reaches_the_HTTP_server()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);

        await peer.SendTextAsync(Upgrade.Request());

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ").And.NotContain(MarkOfHttp);
        await ExpectServedAsync(peer);
    }

    [Theory]
    [InlineData("X-Anything", "gr\u00fc\u00df")]
    [InlineData("Content-Length", "0")]
    public async Task What_is_unusual_is_upgraded_by_the_HTTP_server(string header, string value)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);

        await peer.SendRawAsync(Encoding.UTF8.GetBytes(Upgrade.Request(changes: (header, value))));

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ").And.Contain(MarkOfHttp);
        await ExpectServedAsync(peer);
    }

    [Theory]
    [InlineData("GET /v1/connect?from=here HTTP/1.1")]
    [InlineData("GET http://localhost:8080/v1/connect HTTP/1.1")]
    [InlineData("GET /V1/Connect HTTP/1.1")]
    public async Task So_is_another_way_to_write_the_path(string start)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);

        await peer.SendTextAsync(Upgrade.Request(start));

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ").And.Contain(MarkOfHttp);
        await ExpectServedAsync(peer);
    }

    [Fact]
    public async Task A_head_longer_than_is_looked_at_is_upgraded_by_the_HTTP_server()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);

        await peer.SendTextAsync(Upgrade.Request(changes: ("Cookie", new string('c', 9000))));

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ").And.Contain(MarkOfHttp);
        await ExpectServedAsync(peer);
    }

    [Fact]
    public async Task A_head_in_pieces_is_upgraded_whoever_puts_it_together()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        foreach (var cut in new[] { 1, 3, 20, 60 })
        {
            using var peer = await RawPeer.ConnectAsync(relay.Address);
            var request = Upgrade.Request();

            await peer.SendTextAsync(request[..cut]);
            await peer.SendTextAsync(request[cut..]);

            (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ");
            await ExpectServedAsync(peer);
        }
    }

    [Fact]
    public async Task A_connection_that_asked_for_something_else_may_still_upgrade()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);
        await peer.SendTextAsync("HEAD /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        await peer.ReadHeadAsync();

        await peer.SendTextAsync(Upgrade.Request());

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ");
        await ExpectServedAsync(peer);
    }

    [Theory]
    [InlineData("GET /v1/connect HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("GET /v1/connect HTTP/1.1\r\nno header\r\n\r\n")]
    [InlineData("GET /v1/connect HTTP/1.1\r\nHost : a\r\n\r\n")]
    [InlineData("GET /v1/connect\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001 hello\r\n\r\n")]
    public async Task What_is_no_request_is_refused_by_the_HTTP_server(string request)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);

        await peer.SendTextAsync(request);

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 400 ");
    }

    [Fact]
    public async Task A_refusal_is_counted_and_told_once()
    {
        await using var relay = await RelayUnderTest.StartAsync(("newConnectionsPerAddressBurst", "2"), ("newConnectionsPerAddressPerMinute", "1"));
        using var refused = await RawPeer.ConnectAsync(relay.Address);
        await refused.SendTextAsync(Upgrade.Request(changes: ("Origin", "https://elsewhere.example")));
        (await refused.ReadHeadAsync()).Should().StartWith("HTTP/1.1 403 ");

        using var one = await relay.ConnectAsync();
        using var two = await relay.ConnectAsync();

        relay.Connections.Count.Should().Be(2, "a refusal takes no place and no token");
    }

    [Fact]
    public async Task Whoever_says_nothing_at_all_is_let_go()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var silent = await RawPeer.ConnectAsync(relay.Address);
        var end = silent.IsAtEndAsync();

        // When the server has taken the connection, nothing tells.
        await relay.UntilAsync(() =>
        {
            relay.Pass(TimeSpan.FromSeconds(11));
            return end.IsCompleted;
        });

        (await end).Should().BeTrue();
    }

    [Fact]
    public async Task Whoever_says_nothing_does_not_hold_up_the_end_of_the_relay()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var silent = await RawPeer.ConnectAsync(relay.Address);
        using var served = await relay.ConnectAsync();

        var stop = relay.StopAsync();
        await relay.UntilAsync(() =>
        {
            relay.Pass(TimeSpan.FromSeconds(1));
            return stop.IsCompleted;
        });

        (await silent.IsAtEndAsync()).Should().BeTrue();
    }

    private static async Task ExpectServedAsync(RawPeer peer)
    {
        await peer.ReadControlAsync();
        await peer.RoundTripAsync();
    }
}
