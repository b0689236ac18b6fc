using System.Runtime.InteropServices;

namespace Sharencrypt.Protocol.Relay;

/// <summary>What stands before a frame's body.</summary>
/// <param name="Type">The frame's kind.</param>
/// <param name="Slots">Of a data frame: its receivers, or from a relay its sender. Otherwise empty.</param>
/// <param name="Token">Of a ping or pong: its token. Otherwise 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FrameHeader(FrameType Type, SlotSet Slots, ulong Token)
{
    /// <summary>Bytes of this header: the body (JSON, payload or nothing) begins here.</summary>
    public int HeaderBytes => Type == FrameType.Control ? RelayLimits.TypeBytes : RelayLimits.DataHeaderBytes;
}
