namespace Sharencrypt.Protocol.Sealing;

/// <summary>The layout of handshake payloads: kind, step, version, then what the step carries (section 3).</summary>
internal static class HandshakeStep
{
    public const byte Again = 0;
    public const byte HostShare = 1;
    public const byte GuestShare = 2;
    public const byte HostConfirmation = 3;

    public const int PrefixBytes = 3;
    public const int Step1Bytes = PrefixBytes + Spake2.ShareBytes + KeyEncapsulation.KeyBytes;
    public const int Step2UnconfirmedBytes = PrefixBytes + Spake2.ShareBytes + KeyEncapsulation.CiphertextBytes;
    public const int Step2Bytes = Step2UnconfirmedBytes + Spake2.ConfirmationBytes;
    public const int Step3Bytes = PrefixBytes + Spake2.ConfirmationBytes;

    public static ReadOnlySpan<byte> HostIdentity => "host"u8;

    public static ReadOnlySpan<byte> GuestIdentity => "guest"u8;

    public static byte[] Compose(byte step, params ReadOnlySpan<byte[]> parts)
    {
        using var bytes = new MemoryStream();
        bytes.Write([(byte)PayloadKind.Handshake, step, SealedVersion.Current]);
        foreach (var part in parts)
        {
            bytes.Write(part);
        }

        return bytes.ToArray();
    }

    /// <summary>Checks kind, version, step and exact length.</summary>
    public static HandshakeError Check(ReadOnlySpan<byte> payload, byte step, int length) =>
        payload.Length < PrefixBytes || payload[0] != (byte)PayloadKind.Handshake ? HandshakeError.Malformed
        : payload[2] != SealedVersion.Current ? HandshakeError.Version
        : payload[1] != step || payload.Length != length ? HandshakeError.Malformed
        : HandshakeError.None;
}
