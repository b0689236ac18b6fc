using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Hostile;

/// <summary>Peers that do nothing, or not enough.</summary>
public sealed class SilentPeerTests
{
    [Fact]
    public async Task Whoever_never_enters_is_closed_with_4003()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();
        await peer.RoundTripAsync();

        relay.Pass(TimeSpan.FromSeconds(10));

        (await peer.ReadCloseAsync()).Should().Be((int)RelayCloseCode.NotEntered);
    }

    [Fact]
    public async Task Silence_is_asked_about_twice_and_closed_with_4001_and_the_others_see_the_peer_away()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        for (var ping = 0; ping < 2; ping++)
        {
            relay.Pass(TimeSpan.FromSeconds(15));
            (await peers[1].ReadFrameAsync())[0].Should().Be((byte)FrameType.Ping);
            await StayAsync(peers[0]);
        }

        relay.Pass(TimeSpan.FromSeconds(14));
        await peers[0].RoundTripAsync();
        relay.Pass(TimeSpan.FromSeconds(1));
        (await peers[1].ReadCloseAsync()).Should().Be((int)RelayCloseCode.Silent);
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Away(1));
    }

    [Fact]
    public async Task Any_sign_of_life_counts_also_a_WebSocket_ping()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(1);

        for (var minute = 0; minute < 5; minute++)
        {
            relay.Pass(TimeSpan.FromSeconds(14));
            await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Ping, []));
            (await peers[0].ReadAsync()).Opcode.Should().Be(WebSocketOpcode.Pong);
        }
    }

    [Fact]
    public async Task Half_a_frame_is_closed_with_4001_although_its_sender_talks()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(1);
        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Binary, Say.Data(1, 1), isFinal: false));

        for (var fifth = 0; fifth < 5; fifth++)
        {
            await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Ping, []));
            (await peers[0].ReadAsync()).Opcode.Should().Be(WebSocketOpcode.Pong);
            relay.Pass(TimeSpan.FromSeconds(12));
        }

        (await peers[0].ReadCloseAsync()).Should().Be((int)RelayCloseCode.Silent);
    }

    [Fact]
    public async Task Whoever_does_not_answer_our_close_is_dropped_after_the_close_wait()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(1);
        await peers[0].SendAsync(Say.Leave());
        (await peers[0].ReadCloseAsync()).Should().Be(1000);
        relay.Connections.Count.Should().Be(1);

        relay.Pass(TimeSpan.FromSeconds(5));

        (await peers[0].IsAtEndAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Five_tries_to_enter_and_no_more()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        for (var attempt = 0; attempt < 5; attempt++)
        {
            await peer.SendAsync(Say.Join("nowhere"));
            (await peer.ReadControlAsync()).Should().Be(new RelayControl.Error(RelayErrorCode.RoomUnknown));
        }

        (await peer.ReadCloseAsync()).Should().Be((int)RelayCloseCode.NotEntered);
    }

    [Fact]
    public async Task The_fifth_try_may_succeed()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await peer.SendAsync(Say.Join("nowhere"));
            await peer.ReadControlAsync();
        }

        await peer.SendAsync(Say.Open("somewhere"));

        (await peer.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
    }

    // Answers for a peer that is not what the test is about.
    private static async Task StayAsync(RawPeer peer)
    {
        (await peer.ReadFrameAsync())[0].Should().Be((byte)FrameType.Ping);
        await peer.RoundTripAsync();
    }
}
