using System.Buffers.Binary;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>Seals the chunks of one epoch: for real, or, where only their lengths matter, as a label with the header.</summary>
internal abstract class ChunkBox : IDisposable
{
    public static ChunkBox Of(bool isLabelOnly, SecretBytes key, byte[] salt, uint transfer, uint epoch) =>
        isLabelOnly ? new Label(transfer, epoch) : new Real(new ChunkCipher(key, salt, transfer, epoch));

    /// <summary>Length of the plaintext in a payload.</summary>
    public static int PlaintextLength(bool isLabelOnly, ReadOnlySpan<byte> payload) =>
        isLabelOnly ? BinaryPrimitives.ReadInt32BigEndian(payload[ChunkHeader.Bytes..]) : payload.Length - ChunkHeader.OverheadBytes;

    public abstract byte[] Seal(ChunkHeader header, int length, Func<int, byte> text);

    /// <summary>Opens a payload; null when it is not of this epoch.</summary>
    public abstract byte[]? Open(ChunkHeader header, byte[] payload);

    public abstract void Dispose();

    private sealed class Real(ChunkCipher cipher) : ChunkBox
    {
        public override byte[] Seal(ChunkHeader header, int length, Func<int, byte> text)
        {
            var payload = new byte[length + ChunkHeader.OverheadBytes];
            for (var i = 0; i < length; i++)
            {
                payload[ChunkHeader.Bytes + i] = text(i);
            }

            cipher.Seal(header.Index, header.IsFinal, payload);
            return payload;
        }

        public override byte[]? Open(ChunkHeader header, byte[] payload) =>
            cipher.TryOpen(header, payload, out var text) ? text.ToArray() : null;

        public override void Dispose() => cipher.Dispose();
    }

    private sealed class Label(uint transfer, uint epoch) : ChunkBox
    {
        public override byte[] Seal(ChunkHeader header, int length, Func<int, byte> text)
        {
            var payload = new byte[ChunkHeader.OverheadBytes];
            header.Write(payload);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(ChunkHeader.Bytes), length);
            return payload;
        }

        public override byte[]? Open(ChunkHeader header, byte[] payload) =>
            header.Transfer == transfer && header.Epoch == epoch ? [] : null;

        public override void Dispose()
        {
        }
    }
}
