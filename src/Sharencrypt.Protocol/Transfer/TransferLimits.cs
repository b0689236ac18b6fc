namespace Sharencrypt.Protocol.Transfer;

/// <summary>The fixed numbers of transfers (docs/sealed-protocol.md sections 7 and 10).</summary>
public static class TransferLimits
{
    /// <summary>The greatest, and usual, plaintext of a chunk in bytes.</summary>
    public const int MaxChunkBytes = 262_144;

    /// <summary>The smallest size of chunks that may be offered, in bytes.</summary>
    public const int MinChunkBytes = 16_384;

    /// <summary>The most items in a transfer.</summary>
    public const int MaxItems = 1_000_000;

    /// <summary>The most bytes that the paths of a transfer may take in all.</summary>
    public const long MaxPathBytesInAll = 256L * 1024 * 1024;

    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const long MaxTextBytes = 16L * 1024 * 1024;

    /// <summary>The longest stream in bytes: what a double holds exactly.</summary>
    public const long MaxStreamBytes = (1L << 53) - 1;

    /// <summary>The most transfers of one side that may be open at a time.</summary>
    public const int MaxOpenTransfers = 16;

    /// <summary>The longest suggested name, in characters.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest line for people, in characters.</summary>
    public const int MaxMessageLength = 1000;

    /// <summary>The window at the beginning, in bytes.</summary>
    public const long FirstWindowBytes = 4L * 1024 * 1024;

    /// <summary>The greatest window, in bytes.</summary>
    public const long MaxWindowBytes = 64L * 1024 * 1024;
}
