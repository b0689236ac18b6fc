using System.Security.Cryptography;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Connections;

public sealed class ForwardingTests
{
    [Fact]
    public async Task The_welcome_says_who_and_when()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);
        await peer.UpgradeAsync();

        var welcome = (await peer.ReadControlAsync()).Should().BeOfType<RelayControl.Welcome>().Subject;

        welcome.Relay.Should().StartWith("Sharencrypt.Relay ");
        welcome.Time.Should().Be(relay.Time.GetUtcNow());
        welcome.Silence.Should().Be(TimeSpan.FromSeconds(45));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(116)]
    [InlineData(117)]
    [InlineData(65_526)]
    [InlineData(65_527)]
    [InlineData(RelayLimits.LongestPayloadBytes)]
    public async Task A_payload_of_any_size_arrives_as_it_was_with_the_senders_slot(int size)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);
        var payload = RandomNumberGenerator.GetBytes(size);

        await peers[1].SendAsync(Say.Data(0, payload));

        var (sender, received) = await peers[0].ReadDataAsync();
        sender.Should().Be(1);
        received.AsSpan().SequenceEqual(payload).Should().BeTrue();
    }

    [Fact]
    public async Task A_frame_to_several_is_multiplied_and_reaches_nobody_else()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(4);

        await peers[0].SendAsync(Say.Data(SlotSet.Of(1).With(3), 7));

        (await peers[1].ReadDataAsync()).Sender.Should().Be(0);
        (await peers[3].ReadDataAsync()).Payload.Should().Equal(7);
        await peers[2].RoundTripAsync();
        await peers[0].RoundTripAsync();
    }

    [Fact]
    public async Task What_is_for_an_empty_or_absent_slot_is_discarded_and_harms_nothing()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(3);
        peers[2].Cut();
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Away(2));

        await peers[0].SendAsync(Say.Data(2, 1));
        await peers[0].SendAsync(Say.Data(63, 2));
        await peers[0].SendAsync(Say.Data(SlotSet.Of(1).With(2).With(40), 3));

        await peers[0].RoundTripAsync();
        (await peers[1].ReadControlAsync()).Should().Be(new RelayControl.Away(2));
        (await peers[1].ReadDataAsync()).Payload.Should().Equal(3);
    }

    [Fact]
    public async Task Frames_arrive_in_the_order_sent_from_many_senders_at_once()
    {
        const int frames = 500;
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(5);
        var padding = new byte[9_000];

        var senders = peers.Skip(1).Select(async peer =>
        {
            for (var number = 0; number < frames; number++)
            {
                await peer.SendAsync(Say.Data(0, [(byte)number, (byte)(number >> 8), .. padding]));
            }
        }).ToList();

        var next = new int[5];
        for (var count = 0; count < 4 * frames; count++)
        {
            var (sender, payload) = await peers[0].ReadDataAsync();
            (payload[0] | (payload[1] << 8)).Should().Be(next[sender]++);
        }

        await Task.WhenAll(senders);
        next[1..].Should().AllBeEquivalentTo(frames);
    }

    [Fact]
    public async Task A_peer_that_comes_back_is_announced_before_its_data()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);
        using var again = await relay.ConnectAsync();

        await again.SendRawAsync((byte[])[.. Masked.Message(Say.Resume("room", 1)), .. Masked.Message(Say.Data(0, 9))]);

        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Back(1));
        (await peers[0].ReadDataAsync()).Payload.Should().Equal(9);
        (await peers[1].ReadCloseAsync()).Should().Be((int)RelayCloseCode.Replaced);
    }

    [Fact]
    public async Task Pings_of_both_kinds_are_answered_also_before_entering()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.RoundTripAsync();
        await peer.SendRawAsync(Masked.Frame(WebSocketOpcode.Ping, "echo"u8));

        var (opcode, payload) = await peer.ReadAsync();
        opcode.Should().Be(WebSocketOpcode.Pong);
        payload.Should().Equal("echo"u8.ToArray());
    }

    [Fact]
    public async Task Leaving_closes_and_the_others_hear_of_it()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        await peers[1].SendAsync(Say.Leave());

        (await peers[1].ReadCloseAsync()).Should().Be(1000);
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Left(1, LeftReason.Left));
    }

    [Fact]
    public async Task A_close_without_leave_is_a_lost_connection()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        await peers[1].SendRawAsync(Masked.Close(1000));

        (await peers[1].ReadCloseAsync()).Should().Be(1000);
        (await peers[1].IsAtEndAsync()).Should().BeTrue();
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Away(1));
    }

    [Fact]
    public async Task A_removed_peer_does_not_speak_for_whoever_has_its_slot_now()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        await peers[0].SendAsync(Say.Control("""{"type":"remove","slot":1}"""));
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Left(1, LeftReason.Removed));
        await peers[1].SendAsync(Say.Data(0, 66));
        using var newcomer = await relay.ConnectAsync();
        await newcomer.SendAsync(Say.Join("room"));

        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Arrived(1));
        await newcomer.ReadControlAsync();
        await newcomer.SendAsync(Say.Data(0, 1));
        (await peers[0].ReadDataAsync()).Payload.Should().Equal(1);
    }
}
