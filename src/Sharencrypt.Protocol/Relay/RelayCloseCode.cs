namespace Sharencrypt.Protocol.Relay;

/// <summary>Why a WebSocket of this protocol is closed. Unknown codes are treated as a lost connection.</summary>
public enum RelayCloseCode
{
    /// <summary>The connection was lost without a close; never sent.</summary>
    Lost = 1006,

    /// <summary>After <c>leave</c> or <c>closed</c>.</summary>
    Normal = 1000,

    /// <summary>The relay goes down, after <c>restarting</c>.</summary>
    GoingAway = 1001,

    /// <summary>Against RFC 6455, or <c>bad_frame</c> or <c>bad_control</c>.</summary>
    ProtocolError = 1002,

    /// <summary>A text message.</summary>
    NotBinary = 1003,

    /// <summary>A close reason that is not UTF-8.</summary>
    NotText = 1007,

    /// <summary>A message longer than a frame may be.</summary>
    TooLong = 1009,

    /// <summary>After <c>rate_limited</c> or <c>full</c>.</summary>
    TryAgainLater = 1013,

    /// <summary>Silent for too long, or a frame did not arrive whole in time.</summary>
    Silent = 4001,

    /// <summary>Another connection took this slot.</summary>
    Replaced = 4002,

    /// <summary>Did not enter a room in time, or not within the tries allowed.</summary>
    NotEntered = 4003,

    /// <summary>Too slow to take even control messages.</summary>
    TooSlow = 4004,
}
