using System.Buffers.Binary;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>The client's side of RFC 6455, against bytes that come in any pieces.</summary>
public sealed class WebSocketTransportTests
{
    private const int Limit = RelayLimits.LongestFrameBytes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task Messages_arrive_in_whatever_pieces_they_come(int pieceBytes)
    {
        byte[][] messages = [Bytes(1), Bytes(125), Bytes(126), Bytes(65_535), Bytes(65_536), Bytes(Limit)];
        await using var stream = new ScriptedStream(pieceBytes, [.. messages.SelectMany(message => Frame(0x82, message)), .. Frame(0x88, [0x03, 0xf4])]);
        await using var transport = new WebSocketTransport(stream, TimeProvider.System);
        foreach (var message in messages)
        {
            (await ReceiveAsync(transport)).Should().Equal(message);
        }

        (await LossAsync(transport)).Should().Be(1012);
        transport.BytesReceived.Should().Be(stream.Length);
        stream.Sent().Should().ContainSingle().Which.Should().BeEquivalentTo((WebSocketOpcode.Close, new byte[] { 0x03, 0xf4 }));
    }

    [Fact]
    public async Task A_message_in_fragments_is_one_and_a_ping_between_them_is_answered()
    {
        await using var stream = new ScriptedStream(5, [.. Frame(0x02, Bytes(200)), .. Frame(0x89, "hi"u8.ToArray()), .. Frame(0x00, []), .. Frame(0x8a, []), .. Frame(0x80, Bytes(9))]);
        await using var transport = new WebSocketTransport(stream, TimeProvider.System);
        (await ReceiveAsync(transport)).Should().Equal([.. Bytes(200), .. Bytes(9)]);
        stream.Sent().Should().ContainSingle().Which.Should().BeEquivalentTo((WebSocketOpcode.Pong, "hi"u8.ToArray()));
        (await LossAsync(transport)).Should().Be(TransportLostException.NoCode, "it ended without a word");
    }

    public static TheoryData<string, byte[], int> Violations() => new()
    {
        { "masked", [0x82, 0x81, 1, 2, 3, 4, 5], 1002 },
        { "reserved bit", [0xc2, 0x00], 1002 },
        { "unknown opcode", [0x83, 0x00], 1002 },
        { "nothing to continue", [0x80, 0x00], 1002 },
        { "message not ended", [0x02, 0x00, 0x82, 0x00], 1002 },
        { "text", [0x81, 0x01, 0x41], 1003 },
        { "fragmented ping", [0x09, 0x00], 1002 },
        { "ping too long", [0x89, 126, 0, 126], 1002 },
        { "length not minimal", [0x82, 126, 0, 125], 1002 },
        { "longer than any frame", [0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 0], 1009 },
        { "close of one byte", [0x88, 0x01, 0x03], 1002 },
        { "close with a code that may not be sent", [0x88, 0x02, 0x03, 0xee], 1002 },
        { "close with a reason that is no text", [0x88, 0x03, 0x03, 0xe8, 0xff], 1007 },
        { "in fragments longer than any frame", [0x02, 0x01, 7, 0x80, 127, 0, 0, 0, 0, 0, 4, 0x80, 0x00], 1009 },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task What_is_against_the_rules_ends_the_connection_and_is_told(string what, byte[] bytes, int code)
    {
        await using var stream = new ScriptedStream(100, bytes);
        await using var transport = new WebSocketTransport(stream, TimeProvider.System);
        await LossAsync(transport);
        var (opcode, payload) = stream.Sent().Should().ContainSingle(what).Which;
        opcode.Should().Be(WebSocketOpcode.Close);
        BinaryPrimitives.ReadUInt16BigEndian(payload).Should().Be((ushort)code);
    }

    [Theory]
    [InlineData(new byte[] { 0x88, 0x00 }, 1005)]
    [InlineData(new byte[] { 0x88, 0x01, 0x03 }, 1006)]
    [InlineData(new byte[] { 0x88, 0x02, 0x03, 0xee }, 1006)]
    [InlineData(new byte[] { 0x82 }, 1006)]
    [InlineData(new byte[] { 0x82, 0x05, 1, 2 }, 1006)]
    public async Task How_it_ended_is_known(byte[] bytes, int code)
    {
        await using var stream = new ScriptedStream(1, bytes);
        await using var transport = new WebSocketTransport(stream, TimeProvider.System);
        (await LossAsync(transport)).Should().Be(code);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x03, 0xe9 })]
    [InlineData(new byte[] { 0x03, 0xe9, 0x62, 0x79, 0x65 })]
    public async Task A_close_is_answered_with_its_own_code_or_without_one(byte[] payload)
    {
        await using var stream = new ScriptedStream(1, Frame(0x88, payload));
        await using var transport = new WebSocketTransport(stream, TimeProvider.System);
        await LossAsync(transport);
        stream.Sent().Should().ContainSingle().Which.Should().BeEquivalentTo((WebSocketOpcode.Close, payload[..Math.Min(2, payload.Length)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(Limit)]
    public async Task What_is_sent_is_masked_with_a_key_of_its_own_and_stays_as_it_was(int bytes)
    {
        await using var stream = new ScriptedStream(1, []);
        await using var transport = new WebSocketTransport(stream, TimeProvider.System);
        var frame = Bytes(bytes);
        await transport.SendAsync(frame, Cancellation);
        await transport.SendAsync(frame, Cancellation);
        frame.Should().Equal(Bytes(bytes));
        stream.Sent().Should().HaveCount(2).And.AllSatisfy(sent => sent.Payload.Should().Equal(frame));
        stream.Keys().Should().OnlyHaveUniqueItems();
    }

    private static async Task<byte[]> ReceiveAsync(WebSocketTransport transport)
    {
        var buffer = new byte[Limit];
        return buffer[..await transport.ReceiveAsync(buffer, Cancellation)];
    }

    private static async Task<int> LossAsync(WebSocketTransport transport) =>
        (await new Func<Task>(() => ReceiveAsync(transport)).Should().ThrowAsync<TransportLostException>()).Which.CloseCode;

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];

    private static byte[] Frame(byte first, byte[] payload) => payload.Length switch
    {
        < 126 => [first, (byte)payload.Length, .. payload],
        <= 65_535 => [first, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
        _ => [first, 127, 0, 0, 0, 0, 0, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
    };

    /// <summary>Brings bytes in pieces, then ends; keeps what is written to it.</summary>
    private sealed class ScriptedStream(int pieceBytes, byte[] bytes) : MemoryStream(bytes)
    {
        private readonly MemoryStream _written = new();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes)], cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _written.WriteAsync(buffer, cancellationToken);

        public List<(WebSocketOpcode Opcode, byte[] Payload)> Sent() => [.. Frames().Select(frame => (frame.Header.Opcode, frame.Payload))];

        public List<uint> Keys() => [.. Frames().Select(frame => frame.Header.MaskKey)];

        private List<(WebSocketFrameHeader Header, byte[] Payload)> Frames()
        {
            List<(WebSocketFrameHeader, byte[])> frames = [];
            var rest = _written.ToArray().AsSpan();
            while (!rest.IsEmpty)
            {
                WebSocketFrameHeader.TryRead(rest, fromClient: true, out var header, out _).Should().BeTrue();
                header.IsFinal.Should().BeTrue();
                var payload = rest.Slice(header.HeaderBytes, (int)header.PayloadBytes).ToArray();
                for (var i = 0; i < payload.Length; i++)
                {
                    payload[i] ^= (byte)(header.MaskKey >> (8 * (i % 4)));
                }

                frames.Add((header, payload));
                rest = rest[(header.HeaderBytes + payload.Length)..];
            }

            return frames;
        }
    }
}
