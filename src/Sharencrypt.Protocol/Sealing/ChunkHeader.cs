using System.Buffers.Binary;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>
/// The clear part of a chunk, which is also its associated data (section 7.2).
/// <code>0x03 | u8 flags (bit 0: final) | u32 transfer | u32 epoch | u64 index</code>
/// </summary>
/// <param name="Transfer">Number of the transfer.</param>
/// <param name="Epoch">Number of the epoch.</param>
/// <param name="Index">Which chunk of the stream.</param>
/// <param name="IsFinal">Whether the stream ends with it.</param>
public readonly record struct ChunkHeader(uint Transfer, uint Epoch, ulong Index, bool IsFinal)
{
    /// <summary>Bytes of the header.</summary>
    public const int Bytes = 18;

    /// <summary>Bytes that sealing adds to the plaintext: header and tag.</summary>
    public const int OverheadBytes = Bytes + 16;

    private const byte FinalFlag = 0x01;

    /// <summary>Reads a header; false when too short, of another kind, or with unknown flags.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ChunkHeader header)
    {
        header = default;
        if (payload.Length < OverheadBytes || payload[0] != (byte)PayloadKind.Chunk || payload[1] > FinalFlag)
        {
            return false;
        }

        header = new ChunkHeader(
            BinaryPrimitives.ReadUInt32BigEndian(payload[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(payload[6..]),
            BinaryPrimitives.ReadUInt64BigEndian(payload[10..]),
            payload[1] == FinalFlag);
        return true;
    }

    /// <summary>Writes the 18 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)PayloadKind.Chunk;
        destination[1] = IsFinal ? FinalFlag : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], Transfer);
        BinaryPrimitives.WriteUInt32BigEndian(destination[6..], Epoch);
        BinaryPrimitives.WriteUInt64BigEndian(destination[10..], Index);
    }

    /// <summary>Writes the 12 bytes of the nonce: u24 0 | u64 index | u8 final.</summary>
    internal void WriteNonce(Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[3..], Index);
        nonce[11] = IsFinal ? FinalFlag : (byte)0;
    }
}
