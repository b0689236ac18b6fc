using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Conformance;

/// <summary>RFC 6455 seen from outside, through a real server: what is allowed works, what is not ends with its code.</summary>
public sealed class WebSocketConformanceTests
{
    public static TheoryData<string, string, int> Violations => new()
    {
        { "reserved bit 1", "c280", 1002 },
        { "reserved bit 2", "a280", 1002 },
        { "reserved bit 3", "9280", 1002 },
        { "opcode 3", "8380", 1002 },
        { "opcode 7", "8780", 1002 },
        { "opcode b", "8b80", 1002 },
        { "opcode f", "8f80", 1002 },
        { "not masked", "8200", 1002 },
        { "not masked, a close", "880203e8", 1002 },
        { "a ping in fragments", "0980", 1002 },
        { "a close in fragments", "0880", 1002 },
        { "a ping of 126 bytes", "89fe007e", 1002 },
        { "126 bytes written as 64 bits", "82ff000000000000007e", 1002 },
        { "125 bytes written as 16 bits", "82fe007d", 1002 },
        { "65,535 bytes written as 64 bits", "82ff000000000000ffff", 1002 },
        { "a length with its highest bit set", "82ff8000000000000000", 1002 },
        { "a continuation of nothing", "808037fa213d", 1002 },
        { "text", "818037fa213d", 1003 },
        { "text in fragments", "018037fa213d", 1003 },
        { "2^62 bytes", "82ff400000000000000037fa213d", 1009 },
        { "2^31 bytes", "82ff000000008000000037fa213d", 1009 },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_frame_against_the_rules_is_closed_with_its_code(string what, string hex, int code)
    {
        what.Should().NotBeEmpty();
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendRawAsync(Convert.FromHexString(hex));

        (await peer.ReadCloseAsync()).Should().Be(code);
        peer.Cut();
    }

    [Fact]
    public async Task A_message_begun_inside_a_message_is_closed_with_1002()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendRawAsync(Masked.Frame(WebSocketOpcode.Binary, "a"u8, isFinal: false));
        await peer.SendRawAsync(Masked.Message("b"u8));

        (await peer.ReadCloseAsync()).Should().Be(1002);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("03e8", 1000)]
    [InlineData("03e9676f6f64627965", 1001)]
    [InlineData("0fa1", 4001)]
    public async Task A_close_is_answered_with_its_own_code(string payload, int? code)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendRawAsync(Masked.Frame(WebSocketOpcode.Close, Convert.FromHexString(payload)));

        (await peer.ReadCloseAsync()).Should().Be(code);
        (await peer.IsAtEndAsync()).Should().BeTrue();
    }

    [Theory]
    [InlineData("03", 1002)]
    [InlineData("03e7", 1002)]
    [InlineData("03ed", 1002)]
    [InlineData("03ee", 1002)]
    [InlineData("1388", 1002)]
    [InlineData("03e8ff", 1007)]
    [InlineData("03e8c328", 1007)]
    public async Task A_wrong_close_is_answered_with_what_is_wrong(string payload, int code)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendRawAsync(Masked.Frame(WebSocketOpcode.Close, Convert.FromHexString(payload)));

        (await peer.ReadCloseAsync()).Should().Be(code);
        (await peer.IsAtEndAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Nothing_after_a_close_is_acted_on()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();

        await peer.SendRawAsync((byte[])[.. Masked.Close(1000), .. Masked.Message(Say.Open("late"))]);

        (await peer.ReadCloseAsync()).Should().Be(1000);
        (await peer.IsAtEndAsync()).Should().BeTrue();
        relay.Rooms.Count.Should().Be(0);
    }

    [Fact]
    public async Task After_our_close_the_connection_ends_with_the_answer_to_it()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(1);
        await peers[0].SendAsync(Say.Leave());
        (await peers[0].ReadCloseAsync()).Should().Be(1000);

        await peers[0].SendAsync(Say.Data(1, 1));
        await peers[0].SendRawAsync(Masked.Close(1000));

        (await peers[0].IsAtEndAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task A_ping_may_be_empty_or_full_and_a_pong_unasked()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await relay.ConnectAsync();
        var full = Enumerable.Range(0, 125).Select(value => (byte)value).ToArray();

        await peer.SendRawAsync(Masked.Frame(WebSocketOpcode.Pong, "unasked"u8));
        await peer.SendRawAsync(Masked.Frame(WebSocketOpcode.Ping, []));
        await peer.SendRawAsync(Masked.Frame(WebSocketOpcode.Ping, full));

        (await peer.ReadAsync()).Should().BeEquivalentTo((WebSocketOpcode.Pong, Array.Empty<byte>()));
        (await peer.ReadAsync()).Should().BeEquivalentTo((WebSocketOpcode.Pong, full));
    }

    [Fact]
    public async Task A_frame_may_come_in_fragments_with_pings_between_them()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);
        var payload = Enumerable.Range(0, 200_000).Select(value => (byte)(value * 7)).ToArray();
        var frame = Say.Data(1, payload);

        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Binary, frame.AsSpan(0, 5), isFinal: false));
        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Ping, "p"u8));
        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Continuation, frame.AsSpan(5, 99_995), isFinal: false));
        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Continuation, [], isFinal: false));
        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Continuation, frame.AsSpan(100_000)));

        (await peers[0].ReadAsync()).Opcode.Should().Be(WebSocketOpcode.Pong);
        (await peers[1].ReadDataAsync()).Payload.AsSpan().SequenceEqual(payload).Should().BeTrue();
    }

    [Fact]
    public async Task Fragments_may_together_be_as_long_as_a_frame_and_no_longer()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);
        var frame = Say.Data(1, new byte[RelayLimits.LongestPayloadBytes]);

        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Binary, frame.AsSpan(0, 200_000), isFinal: false));
        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Continuation, frame.AsSpan(200_000)));
        (await peers[1].ReadDataAsync()).Payload.Length.Should().Be(RelayLimits.LongestPayloadBytes);

        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Binary, frame.AsSpan(0, 200_000), isFinal: false));
        await peers[0].SendRawAsync(Masked.Frame(WebSocketOpcode.Continuation, new byte[frame.Length - 200_000 + 1]).AsMemory(0, 8));
        (await peers[0].ReadCloseAsync()).Should().Be(1009);
    }

    [Fact]
    public async Task Bytes_may_arrive_one_by_one()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = await relay.RoomAsync(2);

        foreach (var one in Masked.Message(Say.Data(1, "slowly"u8)))
        {
            await peers[0].SendRawAsync(new[] { one });
        }

        (await peers[1].ReadDataAsync()).Payload.Should().Equal("slowly"u8.ToArray());
    }
}
