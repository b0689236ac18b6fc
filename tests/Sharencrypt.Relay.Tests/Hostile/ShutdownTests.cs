using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Hostile;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Everybody_is_told_and_closed_with_1001_and_then_the_relay_stops()
    {
        await using var relay = await RelayUnderTest.StartAsync(("reconnectSeconds", "3"));
        var peers = await relay.RoomAsync(2);
        using var outside = await relay.ConnectAsync();

        var stop = relay.StopAsync();

        foreach (var peer in (RawPeer[])[.. peers, outside])
        {
            (await peer.ReadControlAsync()).Should().Be(new RelayControl.Restarting(TimeSpan.FromSeconds(3)));
            (await peer.ReadCloseAsync()).Should().Be((int)RelayCloseCode.GoingAway);
            await peer.SendRawAsync(Masked.Close(1001));
            (await peer.IsAtEndAsync()).Should().BeTrue();
        }

        await stop;
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_delays_the_stop_by_the_close_wait_only()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(1);

        var stop = relay.StopAsync();
        await peers[0].ReadControlAsync();
        await peers[0].ReadCloseAsync();
        stop.IsCompleted.Should().BeFalse();
        relay.Pass(TimeSpan.FromSeconds(6));

        await stop;
        (await peers[0].IsAtEndAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task While_it_drains_it_is_not_ready_and_takes_nobody_but_serves_who_is_there()
    {
        await using var relay = await RelayUnderTest.StartAsync(("drainSeconds", "30"));
        var peers = await relay.RoomAsync(2);
        using var http = new HttpClient { BaseAddress = relay.Address };
        (await StatusAsync(http, "/health/ready")).Should().Be(200);

        var stop = relay.StopAsync();

        (await StatusAsync(http, "/health/ready")).Should().Be(503);
        (await StatusAsync(http, "/health/live")).Should().Be(200);
        using var late = await RawPeer.ConnectAsync(relay.Address);
        await late.SendTextAsync(Upgrade.Request());
        (await late.ReadHeadAsync()).Should().StartWith("HTTP/1.1 503 ").And.Contain("Retry-After:");
        await peers[0].SendAsync(Say.Data(1, 5));
        (await peers[1].ReadDataAsync()).Payload.Should().Equal(5);
        stop.IsCompleted.Should().BeFalse();
    }

    private static async Task<int> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
