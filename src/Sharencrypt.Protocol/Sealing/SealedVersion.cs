namespace Sharencrypt.Protocol.Sealing;

/// <summary>The version of docs/sealed-protocol.md that this code speaks.</summary>
public static class SealedVersion
{
    /// <summary>The byte that stands for it in handshakes and associated data.</summary>
    public const byte Current = 1;
}
