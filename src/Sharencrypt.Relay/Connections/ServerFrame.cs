using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>Short whole WebSocket frames from this server, ready to be written.</summary>
internal static class ServerFrame
{
    public static byte[] Of(RelayControl control) => Of(WebSocketOpcode.Binary, FrameWriter.Control(control));

    public static byte[] OfPing(FrameType type, ulong token)
    {
        Span<byte> frame = stackalloc byte[RelayLimits.PingFrameBytes];
        FrameWriter.WritePing(frame, type, token);
        return Of(WebSocketOpcode.Binary, frame);
    }

    /// <param name="code">The code, or null for a close frame without one.</param>
    public static byte[] OfClose(int? code)
    {
        Span<byte> payload = stackalloc byte[WebSocketClose.CodeBytes];
        if (code is { } known)
        {
            WebSocketClose.Write(payload, known);
            return Of(WebSocketOpcode.Close, payload);
        }

        return Of(WebSocketOpcode.Close, []);
    }

    public static byte[] Of(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[WebSocketFrameHeader.LongestBytes];
        var headerBytes = WebSocketFrameHeader.Write(header, opcode, payload.Length);
        var frame = new byte[headerBytes + payload.Length];
        header[..headerBytes].CopyTo(frame);
        payload.CopyTo(frame.AsSpan(headerBytes));
        return frame;
    }
}
