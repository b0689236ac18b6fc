using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// A data frame on its way through: the payload still masked and where it arrived. It is unmasked while it is copied, once
/// for each receiver, from the sender's input into the receiver's output; there is no copy besides.
/// </summary>
/// <param name="Message">The frame as it came.</param>
/// <param name="Sender">What replaces the receivers.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DataFrame(InboundMessage Message, SlotSet Sender)
{
    public void WriteTo(PipeWriter output)
    {
        var payload = Message.Payload.Slice(RelayLimits.DataHeaderBytes);
        var header = output.GetSpan(WebSocketFrameHeader.LongestBytes + RelayLimits.DataHeaderBytes);
        var headerBytes = WebSocketFrameHeader.Write(header, WebSocketOpcode.Binary, (int)Message.Payload.Length);
        FrameWriter.WriteDataHeader(header[headerBytes..], Sender);
        output.Advance(headerBytes + RelayLimits.DataHeaderBytes);

        long offset = RelayLimits.DataHeaderBytes;
        foreach (var segment in payload)
        {
            for (var rest = segment.Span; !rest.IsEmpty;)
            {
                var room = output.GetSpan();
                var part = rest[..Math.Min(rest.Length, room.Length)];
                WebSocketMask.Apply(part, room, Message.MaskKey, offset);
                output.Advance(part.Length);
                offset += part.Length;
                rest = rest[part.Length..];
            }
        }
    }
}
