namespace Sharencrypt.Protocol.Relay;

/// <summary>Why a peer is gone for good.</summary>
public enum LeftReason
{
    /// <summary>A reason of a later relay.</summary>
    Unknown = 0,

    /// <summary>It said <c>leave</c>.</summary>
    Left,

    /// <summary>The host removed it.</summary>
    Removed,

    /// <summary>Its grace time is over.</summary>
    Expired,
}

/// <summary>Why a room is closed for this peer.</summary>
public enum ClosedReason
{
    /// <summary>A reason of a later relay.</summary>
    Unknown = 0,

    /// <summary>The host said <c>leave</c>.</summary>
    HostLeft,

    /// <summary>The host removed this peer.</summary>
    Removed,

    /// <summary>The host did not come back in time to a room that was not locked.</summary>
    Expired,
}
