using System.Buffers;
using CsCheck;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Connections;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Connections;

public sealed class MessageReaderTests
{
    private const int Limit = 1_000;

    // A conversation with all that is allowed in it.
    private static readonly byte[] Conversation =
    [
        .. Masked.Message("one"u8),
        .. Masked.Frame(WebSocketOpcode.Binary, "tw"u8, isFinal: false),
        .. Masked.Frame(WebSocketOpcode.Ping, "ping"u8),
        .. Masked.Frame(WebSocketOpcode.Continuation, [], isFinal: false),
        .. Masked.Frame(WebSocketOpcode.Continuation, "o"u8),
        .. Masked.Message(new byte[300]),
        .. Masked.Frame(WebSocketOpcode.Pong, []),
        .. Masked.Message([]),
        .. Masked.Close(1000, "bye"u8),
    ];

    [Fact]
    public void A_conversation_is_cut_into_its_messages() =>
        Read([Conversation]).Should().Equal(
            "Binary 6F6E65",
            "Ping 70696E67",
            "Binary 74776F",
            $"Binary {new string('0', 600)}",
            "Pong ",
            "Binary ",
            "Close 03E8627965");

    [Fact]
    public void Cut_at_any_byte_it_is_the_same()
    {
        var whole = Read([Conversation]);

        for (var cut = 1; cut < Conversation.Length; cut++)
        {
            Read([Conversation[..cut], Conversation[cut..]]).Should().Equal(whole);
        }

        Read([.. Conversation.Select(one => new[] { one })]).Should().Equal(whole);
    }

    [Fact]
    public void A_perturbed_conversation_means_the_same_however_it_is_delivered() =>
        Gen.Select(Gen.Int[0, Conversation.Length - 1], Gen.Byte, Gen.Int[1, 40].Array[1, 60]).Sample(
            (where, value, sizes) =>
            {
                var bytes = (byte[])Conversation.Clone();
                bytes[where] = value;

                return Read([bytes]).SequenceEqual(Read(Cut(bytes, sizes)));
            },
            iter: 5_000);

    [Fact]
    public void A_length_is_refused_before_anything_of_it_is_stored()
    {
        var tooLong = Masked.Message(new byte[Limit + 1]);

        Read([tooLong[..8]]).Should().Equal("MessageTooLong");
    }

    [Fact]
    public void The_buffer_of_a_fragmented_message_is_used_for_the_next()
    {
        byte[] twice =
        [
            .. Masked.Frame(WebSocketOpcode.Binary, new byte[400], isFinal: false),
            .. Masked.Frame(WebSocketOpcode.Continuation, new byte[600]),
            .. Masked.Frame(WebSocketOpcode.Binary, "a"u8, isFinal: false),
            .. Masked.Frame(WebSocketOpcode.Continuation, "b"u8),
        ];

        Read([twice]).Should().Equal($"Binary {new string('0', 2000)}", "Binary 6162");
    }

    // Feeds the parts one after the other, as a pipe does: what was not understood stays in front of the next.
    private static List<string> Read(IReadOnlyList<byte[]> parts)
    {
        var reader = new MessageReader();
        var found = new List<string>();
        var left = Array.Empty<byte>();
        foreach (var part in parts)
        {
            left = [.. left, .. part];
            var input = new ReadOnlySequence<byte>(left);
            while (true)
            {
                if (reader.TryRead(ref input, Limit, out var message, out var violation))
                {
                    var payload = new byte[message.Payload.Length];
                    found.Add($"{message.Opcode} {Convert.ToHexString(message.CopyTo(payload))}");
                    continue;
                }

                if (violation != WebSocketViolation.None)
                {
                    found.Add($"{violation}");
                    return found;
                }

                break;
            }

            left = input.ToArray();
        }

        reader.Release();
        return found;
    }

    private static List<byte[]> Cut(byte[] bytes, int[] sizes)
    {
        var parts = new List<byte[]>();
        for (int at = 0, index = 0; at < bytes.Length; index++)
        {
            var size = Math.Min(sizes[index % sizes.Length], bytes.Length - at);
            parts.Add(bytes[at..(at + size)]);
            at += size;
        }

        return parts;
    }
}
