namespace Sharencrypt.Relay.Connections;

/// <summary>How the relay goes down.</summary>
internal sealed record DrainRules
{
    /// <summary>How long it says that it is not ready before it sends anybody away.</summary>
    public required TimeSpan Notice { get; init; }

    /// <summary>When clients are told to come back.</summary>
    public required TimeSpan Reconnect { get; init; }
}
