using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Hostile;

/// <summary>A peer that does not read: it slows down exactly those who send to it, within bounded memory.</summary>
public sealed class SlowReaderTests
{
    // More than all buffers of both kernels' ends and the relay can hold together, by far.
    private const int Frames = 400;
    private const int PayloadBytes = 262_144;

    [Fact]
    public async Task It_pauses_its_sender_and_nobody_else_and_loses_nothing()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(4);
        var flood = FloodAsync(peers[0], SlotSet.Of(1));

        await BusyAsync(relay);
        for (var round = 0; round < 200; round++)
        {
            await peers[2].SendAsync(Say.Data(3, (byte)round));
            (await peers[3].ReadDataAsync()).Payload.Should().Equal((byte)round);
        }

        flood.IsCompleted.Should().BeFalse("100 MB do not fit into any buffer on the way");
        relay.Pools.RentedBytes.Should().BeLessThan(6 * 1024 * 1024);

        for (var frame = 0; frame < Frames; frame++)
        {
            var (sender, payload) = await peers[1].ReadDataAsync();
            sender.Should().Be(0);
            payload.Length.Should().Be(PayloadBytes);
            (payload[0] | (payload[1] << 8)).Should().Be(frame);
        }

        await flood;
    }

    [Fact]
    public async Task The_fast_receivers_of_a_frame_do_not_wait_for_the_slow_one()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(4);
        var flood = FloodAsync(peers[0], SlotSet.Of(1));
        await BusyAsync(relay);

        await peers[2].SendAsync(Say.Data(SlotSet.Of(1).With(3), 42));

        (await peers[3].ReadDataAsync()).Payload.Should().Equal(42);
        flood.IsCompleted.Should().BeFalse();
        peers[1].Cut();
        await flood;
    }

    [Fact]
    public async Task When_it_is_cut_off_its_senders_go_on()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(3);
        var flood = FloodAsync(peers[0], SlotSet.Of(1));
        await BusyAsync(relay);

        peers[1].Cut();
        await flood;

        (await peers[2].ReadControlAsync()).Should().Be(new RelayControl.Away(1));
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Away(1));
        await peers[0].RoundTripAsync();
    }

    [Fact]
    public async Task A_paused_sender_is_asked_for_life_but_not_closed_for_silence()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);
        var flood = FloodAsync(peers[0], SlotSet.Of(1));
        await BusyAsync(relay);

        // What does not read may still speak: without a word it would be closed itself.
        for (var pings = 0; pings < 4;)
        {
            relay.Pass(TimeSpan.FromSeconds(5));
            await peers[1].SendAsync(Say.Data(0, 1));
            byte[] frame;
            for (frame = await peers[0].ReadFrameAsync(); frame[0] == (byte)FrameType.Ping; pings++)
            {
                frame = await peers[0].ReadFrameAsync();
            }

            frame[0].Should().Be((byte)FrameType.Data);
        }

        flood.IsCompleted.Should().BeFalse();
        peers[1].Cut();
        await flood;
    }

    [Fact]
    public async Task A_paused_sender_that_resumes_elsewhere_gets_its_seat_at_once()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(3);
        var flood = FloodAsync(peers[0], SlotSet.Of(1));
        await BusyAsync(relay);
        using var again = await relay.ConnectAsync();

        await again.SendAsync(Say.Resume("room", 0));

        (await again.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
        (await peers[2].ReadControlAsync()).Should().Be(new RelayControl.Back(0));
        (await peers[0].ReadCloseAsync()).Should().Be((int)RelayCloseCode.Replaced);
        peers[0].Cut();
        await flood.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Whoever_takes_not_even_control_messages_is_closed_and_goes_away_for_the_others()
    {
        await using var relay = await RelayUnderTest.StartAsync(("controlQueue", "64"), ("joinsBeforeLock", "1000"));
        var peers = await relay.RoomAsync(3);
        var flood = FloodAsync(peers[2], SlotSet.Of(1));
        await BusyAsync(relay);

        // Each visit is two events for everybody.
        var isAway = false;
        for (var visit = 0; visit < 40 && !isAway; visit++)
        {
            using var visitor = await relay.ConnectAsync();
            await visitor.SendAsync(Say.Join("room"));
            (await visitor.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
            await visitor.SendAsync(Say.Leave());
            while ((await visitor.ReadAsync()).Opcode != WebSocketOpcode.Close)
            {
                // The slow peer may go away while the visitor is there.
            }

            isAway = await TakeEventsAsync(peers[0]);
        }

        isAway.Should().BeTrue();
        await flood;
        relay.Pass(RelayLimits.CloseWait + TimeSpan.FromSeconds(1));
        await relay.UntilAsync(() => relay.Connections.Count == 2);
    }

    // Reads the two events of a visit; true when between them the slow peer was seen going away.
    private static async Task<bool> TakeEventsAsync(RawPeer peer)
    {
        var sawAway = false;
        for (var events = 0; events < 2;)
        {
            var told = await peer.ReadControlAsync();
            sawAway |= told == new RelayControl.Away(1);
            events += told is RelayControl.Away ? 0 : 1;
        }

        return sawAway;
    }

    private static async Task FloodAsync(RawPeer sender, SlotSet receivers)
    {
        for (var frame = 0; frame < Frames; frame++)
        {
            var payload = new byte[PayloadBytes];
            (payload[0], payload[1]) = ((byte)frame, (byte)(frame >> 8));
            await sender.SendAsync(Say.Data(receivers, payload));
        }
    }

    // The flood has filled the slow reader's output: the relay holds more than one frame can explain.
    private static Task BusyAsync(RelayUnderTest relay) => relay.UntilAsync(() => relay.Pools.RentedBytes >= 1_500_000);
}
