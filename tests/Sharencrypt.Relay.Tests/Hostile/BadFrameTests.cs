using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Hostile;

/// <summary>Frames that the protocol does not allow, each answered with its code and a close.</summary>
public sealed class BadFrameTests
{
    public static TheoryData<string, byte[]> InARoom => new()
    {
        { "data to oneself", Say.Data(1, 1) },
        { "data to oneself among others", Say.Data(SlotSet.Of(0).With(1), 1) },
        { "data to nobody", Say.Data(SlotSet.Empty, 1) },
        { "data without payload", Say.Data(0) },
        { "an unknown type", [9, 9, 9] },
        { "type zero", new byte[20] },
        { "an empty message", [] },
        { "a long ping", [3, .. new byte[9]] },
        { "a long control message", [1, .. Enumerable.Repeat((byte)' ', 4_096)] },
    };

    public static TheoryData<string, byte[]> AtTheWrongTime => new()
    {
        { "a second room", Say.Open("second") },
        { "resume in a room", Say.Resume("room", 1) },
        { "an unknown type", Say.Control("""{"type":"dance"}""") },
        { "not JSON", Say.Control("hello") },
        { "a missing member", Say.Control("""{"type":"remove"}""") },
        { "a relay's message", Say.Control("""{"type":"arrived","slot":1}""") },
    };

    [Theory]
    [MemberData(nameof(InARoom))]
    public async Task A_bad_frame_ends_the_connection_and_the_others_see_the_peer_away(string what, byte[] frame)
    {
        what.Should().NotBeEmpty();
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        await peers[1].SendAsync(frame);

        (await peers[1].ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.BadFrame, 1002));
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Away(1));
    }

    [Theory]
    [MemberData(nameof(AtTheWrongTime))]
    public async Task A_bad_control_message_ends_the_connection(string what, byte[] frame)
    {
        what.Should().NotBeEmpty();
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        await peers[1].SendAsync(frame);

        (await peers[1].ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.BadControl, 1002));
    }

    [Theory]
    [InlineData("""{"type":"leave"}""")]
    [InlineData("""{"type":"lock","hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    [InlineData("""{"type":"remove","slot":1}""")]
    public async Task Outside_a_room_there_is_nothing_to_do_but_enter(string json)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendAsync(Say.Control(json));

        (await peer.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.BadControl, 1002));
    }

    [Fact]
    public async Task Data_before_entering_is_a_bad_frame()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendAsync(Say.Data(0, 1));

        (await peer.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.BadFrame, 1002));
    }

    [Fact]
    public async Task Before_entering_nothing_larger_than_a_control_message_is_taken_in()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendRawAsync(Masked.Message(new byte[4_097]).AsMemory(0, 8));

        (await peer.ReadCloseAsync()).Should().Be(1009);
    }

    [Fact]
    public async Task A_declared_length_beyond_the_limit_is_refused_before_a_byte_of_it_arrives()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        await peers[1].SendRawAsync(Masked.Message(new byte[RelayLimits.LongestFrameBytes + 1]).AsMemory(0, 14));

        (await peers[1].ReadCloseAsync()).Should().Be(1009);
    }

    [Fact]
    public async Task What_follows_a_bad_frame_is_not_acted_on()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        await peers[1].SendRawAsync((byte[])[.. Masked.Message([9]), .. Masked.Message(Say.Data(0, 1)), .. Masked.Close(1000)]);

        (await peers[1].ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.BadFrame, 1002));
        (await peers[1].IsAtEndAsync()).Should().BeTrue();
        (await peers[0].ReadControlAsync()).Should().Be(new RelayControl.Away(1));
        await peers[0].RoundTripAsync();
    }

    [Fact]
    public async Task A_guest_that_plays_host_is_told_so_and_stays()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(3);

        await peers[1].SendAsync(Say.Control("""{"type":"remove","slot":2}"""));

        (await peers[1].ReadControlAsync()).Should().Be(new RelayControl.Error(RelayErrorCode.NotHost));
        await peers[1].RoundTripAsync();
        await peers[2].RoundTripAsync();
    }
}
