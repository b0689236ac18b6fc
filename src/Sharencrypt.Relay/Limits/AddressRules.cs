namespace Sharencrypt.Relay.Limits;

/// <summary>What one address may do.</summary>
internal sealed record AddressRules
{
    /// <summary>Connections at the same time.</summary>
    public required int Connections { get; init; }

    /// <summary>New connections.</summary>
    public required RateRule NewConnections { get; init; }

    /// <summary>Rooms opened, or made again by a rebuild.</summary>
    public required RateRule Opens { get; init; }

    /// <summary>Joins, whatever becomes of them.</summary>
    public required RateRule Joins { get; init; }

    /// <summary>Joins of rooms that do not exist or are locked: guesses.</summary>
    public required RateRule FailedJoins { get; init; }

    /// <summary>How many addresses are remembered one by one; beyond it all others share one account.</summary>
    public required int TrackedAddresses { get; init; }
}
