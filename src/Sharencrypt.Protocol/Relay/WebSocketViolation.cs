namespace Sharencrypt.Protocol.Relay;

/// <summary>What is wrong with WebSocket bytes, as RFC 6455 or section 2.2 of the relay protocol has it.</summary>
public enum WebSocketViolation
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A reserved bit is set although no extension was agreed on.</summary>
    ReservedBits,

    /// <summary>The opcode has no meaning.</summary>
    UnknownOpcode,

    /// <summary>A frame from a client is not masked.</summary>
    NotMasked,

    /// <summary>A frame from a server is masked.</summary>
    Masked,

    /// <summary>A control frame is not final.</summary>
    FragmentedControl,

    /// <summary>A control frame holds more than 125 bytes.</summary>
    ControlTooLong,

    /// <summary>A length is not written in the fewest bytes.</summary>
    LengthNotMinimal,

    /// <summary>A length's highest bit is set.</summary>
    LengthTooLarge,

    /// <summary>A continuation of no message.</summary>
    NothingToContinue,

    /// <summary>A new message before the last one ended.</summary>
    MessageNotEnded,

    /// <summary>A text message.</summary>
    TextMessage,

    /// <summary>A message longer than the limit.</summary>
    MessageTooLong,

    /// <summary>A close frame of one byte, or with a code that may not be sent.</summary>
    BadCloseCode,

    /// <summary>A close reason that is not UTF-8.</summary>
    BadCloseReason,
}

/// <summary>What a violation means for the connection.</summary>
public static class WebSocketViolations
{
    /// <summary>The code to close with.</summary>
    /// <param name="violation">Any but <see cref="WebSocketViolation.None"/>.</param>
    public static RelayCloseCode CloseCode(this WebSocketViolation violation) => violation switch
    {
        WebSocketViolation.TextMessage => RelayCloseCode.NotBinary,
        WebSocketViolation.MessageTooLong => RelayCloseCode.TooLong,
        WebSocketViolation.BadCloseReason => RelayCloseCode.NotText,
        _ => RelayCloseCode.ProtocolError,
    };
}
