namespace Sharencrypt.Relay.Connections;

/// <summary>What an operator decides about connections.</summary>
internal sealed record ConnectionRules
{
    /// <summary>Connections at most.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>How long a connection may take to enter a room.</summary>
    public required TimeSpan Enter { get; init; }

    /// <summary>After how much silence a connection is closed.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>How long a frame may take to arrive whole once it has begun.</summary>
    public required TimeSpan Frame { get; init; }

    /// <summary>How many control messages may wait for a slow client.</summary>
    public required int ControlQueue { get; init; }
}
