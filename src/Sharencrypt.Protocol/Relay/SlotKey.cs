using System.Diagnostics.CodeAnalysis;

namespace Sharencrypt.Protocol.Relay;

/// <summary>A client's own proof, new for each room, that a slot is its own. The relay keeps only its hash.</summary>
public sealed class SlotKey : RelaySecret
{
    /// <summary>Bytes of a key.</summary>
    public const int SizeBytes = 16;

    private SlotKey(ReadOnlySpan<byte> bytes)
        : base(bytes)
    {
    }

    /// <summary>Makes a key of random bytes, if their number is right.</summary>
    /// <param name="bytes">They are copied.</param>
    /// <param name="key">The key when the result is true; the caller disposes it.</param>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SlotKey? key)
    {
        key = bytes.Length == SizeBytes ? new SlotKey(bytes) : null;
        return key is not null;
    }

    internal static bool TryParse(string? text, [NotNullWhen(true)] out SlotKey? key)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        key = TryDecode(text, bytes) ? new SlotKey(bytes) : null;
        return key is not null;
    }
}
