using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>Where a handshake takes place: bound into its confirmations and keys.</summary>
/// <param name="Room">Name of the room.</param>
/// <param name="HostSlot">Slot of the host.</param>
/// <param name="GuestSlot">Slot of the guest.</param>
public readonly record struct HandshakeContext(string Room, byte HostSlot, byte GuestSlot)
{
    /// <summary>The associated data of the confirmations: binds the KEM key and ciphertext, the room and the slots.</summary>
    internal byte[] ConfirmationData(ReadOnlySpan<byte> step1, ReadOnlySpan<byte> step2WithoutConfirmation) =>
        SHA256.HashData(Join("sharencrypt/1 confirmation", step1, step2WithoutConfirmation, default));

    /// <summary>The transcript that salts the session secret.</summary>
    internal byte[] Transcript(ReadOnlySpan<byte> step1, ReadOnlySpan<byte> step2, ReadOnlySpan<byte> step3) =>
        Join("sharencrypt/1 transcript", step1, step2, step3);

    private byte[] Join(string label, ReadOnlySpan<byte> step1, ReadOnlySpan<byte> step2, ReadOnlySpan<byte> step3)
    {
        using var bytes = new MemoryStream();
        Append(bytes, Encoding.ASCII.GetBytes(label));
        Append(bytes, Encoding.ASCII.GetBytes(Room));
        Append(bytes, [HostSlot]);
        Append(bytes, [GuestSlot]);
        Append(bytes, step1);
        Append(bytes, step2);
        if (!step3.IsEmpty)
        {
            Append(bytes, step3);
        }

        return bytes.ToArray();
    }

    private static void Append(MemoryStream bytes, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)part.Length);
        bytes.Write(length);
        bytes.Write(part);
    }
}
