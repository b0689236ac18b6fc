using System.Buffers;
using System.Buffers.Binary;

namespace Sharencrypt.Protocol.Relay;

/// <summary>Writes frames, or what stands before their body.</summary>
public static class FrameWriter
{
    /// <summary>Writes the nine bytes before a data frame's payload.</summary>
    /// <param name="destination">Room for at least <see cref="RelayLimits.DataHeaderBytes"/>.</param>
    /// <param name="slots">From a client the receivers, from a relay the sender.</param>
    public static void WriteDataHeader(Span<byte> destination, SlotSet slots)
    {
        destination[0] = (byte)FrameType.Data;
        slots.Write(destination[RelayLimits.TypeBytes..]);
    }

    /// <summary>Writes a whole ping or pong frame.</summary>
    /// <param name="destination">Room for at least <see cref="RelayLimits.PingFrameBytes"/>.</param>
    /// <param name="type"><see cref="FrameType.Ping"/> or <see cref="FrameType.Pong"/>.</param>
    /// <param name="token">Any value; of a pong the one of the ping that it answers.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another type.</exception>
    public static void WritePing(Span<byte> destination, FrameType type, ulong token)
    {
        if (type is not (FrameType.Ping or FrameType.Pong))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "Only a ping or a pong has a token.");
        }

        destination[0] = (byte)type;
        BinaryPrimitives.WriteUInt64BigEndian(destination[RelayLimits.TypeBytes..], token);
    }

    /// <summary>A whole control frame from a client.</summary>
    /// <param name="control">What to say.</param>
    public static byte[] Control(ClientControl control)
    {
        ArgumentNullException.ThrowIfNull(control);
        return Control(control.WriteJson);
    }

    /// <summary>A whole control frame from a relay.</summary>
    /// <param name="control">What to say.</param>
    public static byte[] Control(RelayControl control)
    {
        ArgumentNullException.ThrowIfNull(control);
        return Control(control.WriteJson);
    }

    private static byte[] Control(Action<IBufferWriter<byte>> writeJson)
    {
        var frame = new ArrayBufferWriter<byte>(128);
        frame.GetSpan(RelayLimits.TypeBytes)[0] = (byte)FrameType.Control;
        frame.Advance(RelayLimits.TypeBytes);
        writeJson(frame);
        return frame.WrittenSpan.ToArray();
    }
}
