namespace Sharencrypt.Client;

/// <summary>What happens to a session's connections.</summary>
public enum ShareStatusKind
{
    /// <summary>Connected to the relay; the room is open or entered.</summary>
    Entered,

    /// <summary>The other side is here and proves that it knows the code.</summary>
    PeerArrived,

    /// <summary>The other side proved that it knows the code.</summary>
    PeerVerified,

    /// <summary>Somebody tried a wrong code. <see cref="ShareStatus.Count"/> tells the how manieth.</summary>
    WrongGuess,

    /// <summary>The connection to the relay is lost; it is being restored.</summary>
    RelayLost,

    /// <summary>The connection to the relay is back.</summary>
    RelayBack,

    /// <summary>The other side's connection is lost; it may come back.</summary>
    PeerAway,

    /// <summary>The other side is back.</summary>
    PeerBack,

    /// <summary>This machine's clock is far from the relay's: <see cref="ShareStatus.Difference"/>.</summary>
    ClockWrong,

    /// <summary>The relay is reached in another way than before: <see cref="ShareStatus.Transport"/>. Not told as long as it is WebSocket from the start.</summary>
    TransportChanged,
}

/// <summary>One event of a session.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Count">For <see cref="ShareStatusKind.WrongGuess"/>: how many so far; else 0.</param>
/// <param name="Difference">For <see cref="ShareStatusKind.ClockWrong"/>: this machine's clock less the relay's; else zero.</param>
public sealed record ShareStatus(ShareStatusKind Kind, int Count = 0, TimeSpan Difference = default)
{
    /// <summary>For <see cref="ShareStatusKind.TransportChanged"/>: how the relay is reached now.</summary>
    public ShareTransport Transport { get; init; }
}
