using System.Buffers;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary>Bytes as a network delivers them: in several pieces of memory.</summary>
internal static class Pieces
{
    public static ReadOnlySequence<byte> Of(params ReadOnlySpan<byte[]> parts)
    {
        var first = new Piece(parts[0], 0);
        var last = first;
        foreach (var part in parts[1..])
        {
            last = last.Append(part);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public Piece Append(byte[] bytes)
        {
            var next = new Piece(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
