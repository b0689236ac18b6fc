namespace Sharencrypt.Relay.Connections;

/// <summary>What an outlet asks of whoever sends it data.</summary>
internal interface IFrameSource
{
    /// <summary>Whether the sender still holds its seat.</summary>
    bool MaySend { get; }

    /// <summary>Cancelled when the sender's connection ends: it waits for nobody any more.</summary>
    CancellationToken Ended { get; }
}
