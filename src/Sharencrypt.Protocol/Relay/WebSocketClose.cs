using System.Buffers.Binary;
using System.Text.Unicode;

namespace Sharencrypt.Protocol.Relay;

/// <summary>The payload of a WebSocket close frame (RFC 6455 sections 5.5.1 and 7.4).</summary>
public static class WebSocketClose
{
    /// <summary>Bytes of a close frame's payload without a reason.</summary>
    public const int CodeBytes = sizeof(ushort);

    /// <summary>Reads the payload of a close frame.</summary>
    /// <param name="payload">The payload, unmasked.</param>
    /// <param name="code">The code, or null when the payload is empty.</param>
    public static WebSocketViolation TryRead(ReadOnlySpan<byte> payload, out int? code)
    {
        code = null;
        if (payload.IsEmpty)
        {
            return WebSocketViolation.None;
        }

        if (payload.Length < CodeBytes || !MayBeSent(BinaryPrimitives.ReadUInt16BigEndian(payload)))
        {
            return WebSocketViolation.BadCloseCode;
        }

        if (!Utf8.IsValid(payload[CodeBytes..]))
        {
            return WebSocketViolation.BadCloseReason;
        }

        code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        return WebSocketViolation.None;
    }

    /// <summary>Writes the payload of a close frame without a reason.</summary>
    /// <param name="destination">Room for <see cref="CodeBytes"/>.</param>
    /// <param name="code">A code that may be sent.</param>
    public static void Write(Span<byte> destination, int code) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)code);

    // 1004 has no meaning; 1005, 1006 and 1015 only ever stand for something that was not sent. 1012 to 1014 were
    // registered after the RFC.
    private static bool MayBeSent(int code) => code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;
}
