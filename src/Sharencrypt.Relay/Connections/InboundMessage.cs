using System.Buffers;
using System.Runtime.InteropServices;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>A WebSocket message or control frame that arrived whole, where it lies: still masked.</summary>
/// <param name="Opcode">Binary, close, ping or pong.</param>
/// <param name="Payload">Its bytes; valid until the reader is asked for the next message.</param>
/// <param name="MaskKey">How they are masked; 0 when they are not.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InboundMessage(WebSocketOpcode Opcode, ReadOnlySequence<byte> Payload, uint MaskKey)
{
    /// <summary>Copies the payload's beginning, unmasked.</summary>
    /// <returns>As much of <paramref name="destination"/> as the payload fills.</returns>
    public Span<byte> CopyTo(Span<byte> destination)
    {
        var copied = 0;
        foreach (var segment in Payload)
        {
            var part = segment.Span[..Math.Min(segment.Length, destination.Length - copied)];
            WebSocketMask.Apply(part, destination[copied..], MaskKey, copied);
            copied += part.Length;
            if (copied == destination.Length)
            {
                break;
            }
        }

        return destination[..copied];
    }
}
