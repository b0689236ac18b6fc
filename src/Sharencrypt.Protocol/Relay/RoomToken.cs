using System.Diagnostics.CodeAnalysis;

namespace Sharencrypt.Protocol.Relay;

/// <summary>What opens a locked room. Only those who finished a handshake with its host can derive it.</summary>
public sealed class RoomToken : RelaySecret
{
    /// <summary>Bytes of a token.</summary>
    public const int SizeBytes = 32;

    private RoomToken(ReadOnlySpan<byte> bytes)
        : base(bytes)
    {
    }

    /// <summary>Makes a token of derived bytes, if their number is right.</summary>
    /// <param name="bytes">They are copied.</param>
    /// <param name="token">The token when the result is true; the caller disposes it.</param>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RoomToken? token)
    {
        token = bytes.Length == SizeBytes ? new RoomToken(bytes) : null;
        return token is not null;
    }

    internal static bool TryParse(string? text, [NotNullWhen(true)] out RoomToken? token)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        token = TryDecode(text, bytes) ? new RoomToken(bytes) : null;
        return token is not null;
    }
}
