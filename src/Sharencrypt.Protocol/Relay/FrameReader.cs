using System.Buffers;
using System.Buffers.Binary;

namespace Sharencrypt.Protocol.Relay;

/// <summary>Reads the header of a frame and judges its size. Nothing is copied and nothing throws on bad bytes.</summary>
public static class FrameReader
{
    /// <summary>Bytes of a frame's beginning that are enough to read any header.</summary>
    public const int LongestHeaderBytes = RelayLimits.DataHeaderBytes;

    /// <summary>Reads the header of a frame that a client sent.</summary>
    /// <param name="start">The frame's first bytes: nine of them, or all when it has fewer.</param>
    /// <param name="frameBytes">The size of the whole frame.</param>
    /// <param name="ownSlot">The sender's slot, which may not be among the receivers.</param>
    /// <param name="header">The header when the result is <see cref="FrameError.None"/>.</param>
    public static FrameError ReadFromClient(
        ReadOnlySpan<byte> start, long frameBytes, int ownSlot, out FrameHeader header)
    {
        var error = Read(start, frameBytes, out header);
        if (error != FrameError.None || header.Type != FrameType.Data)
        {
            return error;
        }

        if (header.Slots.IsEmpty)
        {
            return FrameError.NoReceiver;
        }

        return header.Slots.Contains(ownSlot) ? FrameError.ToItself : FrameError.None;
    }

    /// <summary>Reads the header of a frame that a relay sent.</summary>
    /// <param name="start">The frame's first bytes: nine of them, or all when it has fewer.</param>
    /// <param name="frameBytes">The size of the whole frame.</param>
    /// <param name="header">The header when the result is <see cref="FrameError.None"/>.</param>
    public static FrameError ReadFromRelay(ReadOnlySpan<byte> start, long frameBytes, out FrameHeader header)
    {
        var error = Read(start, frameBytes, out header);
        return error == FrameError.None && header.Type == FrameType.Data && header.Slots.Count != 1
            ? FrameError.NotOneSender
            : error;
    }

    /// <summary>Reads the header of a whole frame that a relay sent.</summary>
    /// <param name="frame">The frame, in one piece or in many.</param>
    /// <param name="header">The header when the result is <see cref="FrameError.None"/>.</param>
    public static FrameError ReadFromRelay(in ReadOnlySequence<byte> frame, out FrameHeader header)
    {
        Span<byte> start = stackalloc byte[LongestHeaderBytes];
        var length = (int)Math.Min(LongestHeaderBytes, frame.Length);
        frame.Slice(0, length).CopyTo(start);
        return ReadFromRelay(start[..length], frame.Length, out header);
    }

    private static FrameError Read(ReadOnlySpan<byte> start, long frameBytes, out FrameHeader header)
    {
        header = default;
        if (start.IsEmpty || frameBytes <= 0)
        {
            return FrameError.Empty;
        }

        var type = (FrameType)start[0];
        var sizeFits = type switch
        {
            FrameType.Control =>
                frameBytes is >= RelayLimits.ShortestControlFrameBytes and <= RelayLimits.LongestControlFrameBytes,
            FrameType.Data => frameBytes is >= RelayLimits.ShortestDataFrameBytes and <= RelayLimits.LongestFrameBytes,
            FrameType.Ping or FrameType.Pong => frameBytes == RelayLimits.PingFrameBytes,
            _ => false,
        };
        if (!sizeFits || (type != FrameType.Control && start.Length < LongestHeaderBytes))
        {
            return type is > FrameType.None and <= FrameType.Pong ? FrameError.WrongSize : FrameError.UnknownType;
        }

        header = type switch
        {
            FrameType.Data => new FrameHeader(type, SlotSet.Read(start[RelayLimits.TypeBytes..]), 0),
            FrameType.Control => new FrameHeader(type, SlotSet.Empty, 0),
            _ => new FrameHeader(
                type, SlotSet.Empty, BinaryPrimitives.ReadUInt64BigEndian(start[RelayLimits.TypeBytes..])),
        };
        return FrameError.None;
    }
}
