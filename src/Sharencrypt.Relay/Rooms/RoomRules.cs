namespace Sharencrypt.Relay.Rooms;

/// <summary>What an operator decides about rooms.</summary>
internal sealed record RoomRules
{
    /// <summary>Rooms at most.</summary>
    public required int MaxRooms { get; init; }

    /// <summary>How long a slot is kept for a peer that is away.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>How many may join a room before it is locked.</summary>
    public required int JoinsBeforeLock { get; init; }
}
