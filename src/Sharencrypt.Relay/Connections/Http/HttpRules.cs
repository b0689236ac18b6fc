namespace Sharencrypt.Relay.Connections.Http;

/// <summary>What an operator decides about connections over plain HTTP.</summary>
internal sealed record HttpRules
{
    /// <summary>How long a connection may be without any request before it is lost.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>How many bytes may be on their way to a client, or kept for it, without its having confirmed them.</summary>
    public required int WindowBytes { get; init; }
}
