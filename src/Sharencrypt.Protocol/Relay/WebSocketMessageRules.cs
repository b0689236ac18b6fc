using System.Runtime.InteropServices;

namespace Sharencrypt.Protocol.Relay;

/// <summary>
/// Which WebSocket frame may follow which, and how long a message may become. Fed with each header as it arrives, before
/// any of the payload is stored.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct WebSocketMessageRules
{
    private bool _inMessage;
    private long _messageBytes;

    /// <summary>Whether a fragmented message has begun and not ended.</summary>
    public readonly bool InMessage => _inMessage;

    /// <summary>Judges the next frame.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="longestMessageBytes">The limit of a whole message, counted over all its fragments.</param>
    public WebSocketViolation Accept(in WebSocketFrameHeader header, int longestMessageBytes)
    {
        if (header.IsControl)
        {
            return WebSocketViolation.None;
        }

        if (header.Opcode == WebSocketOpcode.Continuation != _inMessage)
        {
            return _inMessage ? WebSocketViolation.MessageNotEnded : WebSocketViolation.NothingToContinue;
        }

        if (header.Opcode == WebSocketOpcode.Text)
        {
            return WebSocketViolation.TextMessage;
        }

        if (header.PayloadBytes > longestMessageBytes - _messageBytes)
        {
            return WebSocketViolation.MessageTooLong;
        }

        _inMessage = !header.IsFinal;
        _messageBytes = _inMessage ? _messageBytes + header.PayloadBytes : 0;
        return WebSocketViolation.None;
    }
}
