namespace Sharencrypt.Protocol.Relay;

/// <summary>Why a relay refused something, in an <c>error</c> message.</summary>
public enum RelayErrorCode
{
    /// <summary>A code of a later relay: a failure of unknown cause, shown as it is written.</summary>
    Unknown = 0,

    /// <summary>A frame that the protocol does not allow. The connection is closed.</summary>
    BadFrame,

    /// <summary>A control message of unknown type, malformed, or at the wrong time. The connection is closed.</summary>
    BadControl,

    /// <summary>No such room.</summary>
    RoomUnknown,

    /// <summary><c>open</c>: the name is in use. <c>rebuild</c>: by others.</summary>
    RoomTaken,

    /// <summary>No free slot.</summary>
    RoomFull,

    /// <summary>The room needs a token that was not given or is wrong.</summary>
    RoomLocked,

    /// <summary><c>resume</c>: the slot is empty or the key is wrong.</summary>
    SlotUnknown,

    /// <summary><c>rebuild</c>: another peer holds the slot.</summary>
    SlotTaken,

    /// <summary><c>lock</c> or <c>remove</c> from a guest.</summary>
    NotHost,

    /// <summary>Too many joins or rooms from this address, or too many joins of this room. The connection is closed.</summary>
    RateLimited,

    /// <summary>The relay has no room left. The connection is closed.</summary>
    Full,
}

/// <summary>What becomes of a connection after an error.</summary>
public static class RelayErrorCodes
{
    /// <summary>The code with which the relay closes after this error, or null when the connection stays open.</summary>
    /// <param name="code">The error.</param>
    public static RelayCloseCode? ClosesWith(this RelayErrorCode code) => code switch
    {
        RelayErrorCode.BadFrame or RelayErrorCode.BadControl => RelayCloseCode.ProtocolError,
        RelayErrorCode.RateLimited or RelayErrorCode.Full => RelayCloseCode.TryAgainLater,
        _ => null,
    };

    /// <summary>The error's name on the wire.</summary>
    /// <param name="code">Any but <see cref="RelayErrorCode.Unknown"/>.</param>
    public static string WireName(this RelayErrorCode code) => WireNames.Errors.NameOf(code);
}
