namespace Sharencrypt.Protocol.Relay;

/// <summary>Why a relay refused an upgrade or a request of the HTTP transport: the <c>error</c> of the answer's body.</summary>
public enum UpgradeRefusal
{
    /// <summary>A reason of a later relay.</summary>
    Unknown = 0,

    /// <summary>Not a well-formed upgrade.</summary>
    BadRequest,

    /// <summary>No offered subprotocol is spoken here.</summary>
    Version,

    /// <summary>The <c>Origin</c> is not allowed here.</summary>
    Origin,

    /// <summary>No upgrade was asked for, or another WebSocket version than 13.</summary>
    UpgradeRequired,

    /// <summary>Too many connections from this address.</summary>
    RateLimited,

    /// <summary>Draining or full.</summary>
    Unavailable,

    /// <summary>No HTTP connection of this id, or no more.</summary>
    ConnectionUnknown,

    /// <summary>An offset that does not fit the HTTP connection's streams.</summary>
    Offset,

    /// <summary>The body is longer than the HTTP transport allows.</summary>
    TooLarge,
}

/// <summary>Upgrade refusals as they travel.</summary>
public static class UpgradeRefusals
{
    /// <summary>The refusal's name on the wire.</summary>
    /// <param name="refusal">Any but <see cref="UpgradeRefusal.Unknown"/>.</param>
    public static string WireName(this UpgradeRefusal refusal) => WireNames.Refusals.NameOf(refusal);

    /// <summary>The refusal of a name, <see cref="UpgradeRefusal.Unknown"/> when this version does not know it.</summary>
    /// <param name="name">The name from the wire.</param>
    public static UpgradeRefusal FromWireName(string? name) => WireNames.Refusals.ValueOf(name);

    /// <summary>The HTTP status of the answer.</summary>
    /// <param name="refusal">The refusal.</param>
    public static int HttpStatus(this UpgradeRefusal refusal) => refusal switch
    {
        UpgradeRefusal.Origin => 403,
        UpgradeRefusal.ConnectionUnknown => 404,
        UpgradeRefusal.Offset => 409,
        UpgradeRefusal.TooLarge => 413,
        UpgradeRefusal.UpgradeRequired => 426,
        UpgradeRefusal.RateLimited => 429,
        UpgradeRefusal.Unavailable => 503,
        _ => 400,
    };
}
