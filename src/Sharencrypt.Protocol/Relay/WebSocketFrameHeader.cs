using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sharencrypt.Protocol.Relay;

/// <summary>The meaning of a WebSocket frame (RFC 6455 section 5.2).</summary>
public enum WebSocketOpcode
{
    /// <summary>More of the message before.</summary>
    Continuation = 0x0,

    /// <summary>A text message.</summary>
    Text = 0x1,

    /// <summary>A binary message.</summary>
    Binary = 0x2,

    /// <summary>The end of the connection.</summary>
    Close = 0x8,

    /// <summary>Asks for a pong.</summary>
    Ping = 0x9,

    /// <summary>Answers a ping.</summary>
    Pong = 0xA,
}

/// <summary>The header of a WebSocket frame (RFC 6455 section 5.2).</summary>
/// <param name="Opcode">What the frame is.</param>
/// <param name="IsFinal">Whether the message ends with it.</param>
/// <param name="PayloadBytes">The declared size of its payload.</param>
/// <param name="MaskKey">The mask of a client's frame as <see cref="WebSocketMask"/> takes it; 0 in a server's.</param>
/// <param name="HeaderBytes">Bytes of this header: the payload begins here.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WebSocketFrameHeader(
    WebSocketOpcode Opcode, bool IsFinal, long PayloadBytes, uint MaskKey, int HeaderBytes)
{
    //   byte 0     FIN, RSV1-3, opcode (4)
    //   byte 1     MASK, length (7): 0-125, or 126: a 16-bit length follows, or 127: a 64-bit length follows
    //   0, 2 or 8  the longer length, big-endian
    //   0 or 4     the mask key

    /// <summary>Bytes of the longest header.</summary>
    public const int LongestBytes = 14;

    /// <summary>Bytes of the longest payload of a control frame.</summary>
    public const int LongestControlPayload = 125;

    private const byte FinalBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte OpcodeBits = 0x0F;
    private const byte MaskBit = 0x80;
    private const byte LengthBits = 0x7F;
    private const byte Length16 = 126;
    private const byte Length64 = 127;
    private const int MaskBytes = 4;

    /// <summary>Whether the frame is a close, ping or pong.</summary>
    public bool IsControl => Opcode >= WebSocketOpcode.Close;

    /// <summary>Reads a header. What is wrong is reported as soon as the bytes that show it are there.</summary>
    /// <param name="bytes">Bytes from the beginning of a frame; they may end anywhere.</param>
    /// <param name="fromClient">Whether a client sent them: its frames are masked, a server's are not.</param>
    /// <param name="header">The header when the result is true.</param>
    /// <param name="violation">What is wrong; <see cref="WebSocketViolation.None"/> with a false result: more bytes are needed.</param>
    public static bool TryRead(
        in ReadOnlySequence<byte> bytes, bool fromClient, out WebSocketFrameHeader header, out WebSocketViolation violation)
    {
        var first = bytes.FirstSpan;
        if (first.Length >= LongestBytes || first.Length == bytes.Length)
        {
            return TryRead(first, fromClient, out header, out violation);
        }

        Span<byte> start = stackalloc byte[LongestBytes];
        var length = (int)Math.Min(LongestBytes, bytes.Length);
        bytes.Slice(0, length).CopyTo(start);
        return TryRead(start[..length], fromClient, out header, out violation);
    }

    /// <inheritdoc cref="TryRead(in ReadOnlySequence{byte}, bool, out WebSocketFrameHeader, out WebSocketViolation)"/>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, bool fromClient, out WebSocketFrameHeader header, out WebSocketViolation violation)
    {
        header = default;
        violation = CheckStart(bytes, fromClient);
        if (violation != WebSocketViolation.None || bytes.Length < 2)
        {
            return false;
        }

        var lengthBytes = (bytes[1] & LengthBits) switch { Length16 => sizeof(ushort), Length64 => sizeof(ulong), _ => 0 };
        var headerBytes = 2 + lengthBytes + (fromClient ? MaskBytes : 0);
        if (bytes.Length < 2 + lengthBytes)
        {
            return false;
        }

        violation = ReadLength(bytes, lengthBytes, out var payloadBytes);
        if (violation != WebSocketViolation.None || bytes.Length < headerBytes)
        {
            return false;
        }

        header = new WebSocketFrameHeader(
            (WebSocketOpcode)(bytes[0] & OpcodeBits),
            (bytes[0] & FinalBit) != 0,
            payloadBytes,
            fromClient ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(2 + lengthBytes)..]) : 0,
            headerBytes);
        return true;
    }

    /// <summary>Writes the header of a whole message in one frame.</summary>
    /// <param name="destination">Room for <see cref="LongestBytes"/>.</param>
    /// <param name="opcode">What the frame is.</param>
    /// <param name="payloadBytes">The size of its payload.</param>
    /// <param name="maskKey">A client's mask key; null from a server.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, WebSocketOpcode opcode, int payloadBytes, uint? maskKey = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadBytes);
        destination[0] = (byte)(FinalBit | (byte)opcode);
        var mask = maskKey is null ? (byte)0 : MaskBit;
        var written = 2;
        if (payloadBytes < Length16)
        {
            destination[1] = (byte)(mask | payloadBytes);
        }
        else if (payloadBytes <= ushort.MaxValue)
        {
            destination[1] = (byte)(mask | Length16);
            BinaryPrimitives.WriteUInt16BigEndian(destination[written..], (ushort)payloadBytes);
            written += sizeof(ushort);
        }
        else
        {
            destination[1] = (byte)(mask | Length64);
            BinaryPrimitives.WriteUInt64BigEndian(destination[written..], (ulong)payloadBytes);
            written += sizeof(ulong);
        }

        if (maskKey is { } key)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[written..], key);
            written += MaskBytes;
        }

        return written;
    }

    private static WebSocketViolation CheckStart(ReadOnlySpan<byte> bytes, bool fromClient)
    {
        if (bytes.IsEmpty)
        {
            return WebSocketViolation.None;
        }

        if ((bytes[0] & ReservedBits) != 0)
        {
            return WebSocketViolation.ReservedBits;
        }

        var opcode = (WebSocketOpcode)(bytes[0] & OpcodeBits);
        if (opcode is > WebSocketOpcode.Binary and < WebSocketOpcode.Close or > WebSocketOpcode.Pong)
        {
            return WebSocketViolation.UnknownOpcode;
        }

        var isControl = opcode >= WebSocketOpcode.Close;
        if (isControl && (bytes[0] & FinalBit) == 0)
        {
            return WebSocketViolation.FragmentedControl;
        }

        if (bytes.Length < 2)
        {
            return WebSocketViolation.None;
        }

        if ((bytes[1] & MaskBit) != 0 != fromClient)
        {
            return fromClient ? WebSocketViolation.NotMasked : WebSocketViolation.Masked;
        }

        return isControl && (bytes[1] & LengthBits) > LongestControlPayload
            ? WebSocketViolation.ControlTooLong
            : WebSocketViolation.None;
    }

    private static WebSocketViolation ReadLength(ReadOnlySpan<byte> bytes, int lengthBytes, out long payloadBytes)
    {
        payloadBytes = lengthBytes switch
        {
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            sizeof(ulong) => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => bytes[1] & LengthBits,
        };
        var smallest = lengthBytes switch { sizeof(ushort) => Length16, sizeof(ulong) => ushort.MaxValue + 1, _ => 0 };
        return payloadBytes < 0 ? WebSocketViolation.LengthTooLarge
            : payloadBytes < smallest ? WebSocketViolation.LengthNotMinimal
            : WebSocketViolation.None;
    }
}
