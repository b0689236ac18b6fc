using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Tests.Support;

/// <summary>WebSocket frames of a client, right and wrong ones.</summary>
internal static class Masked
{
    public const uint Key = 0x37fa213d;

    public static byte[] Message(ReadOnlySpan<byte> payload) => Frame(WebSocketOpcode.Binary, payload);

    /// <summary>One frame. The first byte can be anything, for frames that no rule allows.</summary>
    public static byte[] Frame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, bool isFinal = true)
    {
        Span<byte> header = stackalloc byte[WebSocketFrameHeader.LongestBytes];
        var headerBytes = WebSocketFrameHeader.Write(header, opcode, payload.Length, Key);
        if (!isFinal)
        {
            header[0] &= 0x7F;
        }

        var frame = new byte[headerBytes + payload.Length];
        header[..headerBytes].CopyTo(frame);
        WebSocketMask.Apply(payload, frame.AsSpan(headerBytes), Key, 0);
        return frame;
    }

    public static byte[] Close(int? code, params ReadOnlySpan<byte> reason)
    {
        if (code is not { } known)
        {
            return Frame(WebSocketOpcode.Close, reason);
        }

        var payload = new byte[WebSocketClose.CodeBytes + reason.Length];
        WebSocketClose.Write(payload, known);
        reason.CopyTo(payload.AsSpan(WebSocketClose.CodeBytes));
        return Frame(WebSocketOpcode.Close, payload);
    }
}
