using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>What a connection's time demands of the sweep.</summary>
internal enum ConnectionDuty
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Ask whether the client is still there.</summary>
    Ping,

    /// <summary>It did not enter a room in time.</summary>
    CloseNotEntered,

    /// <summary>It was silent for too long, or a frame takes too long to arrive.</summary>
    CloseSilent,

    /// <summary>It does not let go after our close.</summary>
    Abort,
}

/// <summary>
/// A connection's times: when something was heard or sent, when a frame began, when the end did. Written by the loops, read by
/// the sweep, which is why each is one atomic number. There is no timer per connection.
/// </summary>
internal sealed class ConnectionClockwork(ConnectionRules rules, TimeSpan now)
{
    private const long Never = long.MinValue;

    private readonly long _began = now.Ticks;
    private long _heard = now.Ticks;
    private long _sent = now.Ticks;
    private long _frameBegan = Never;
    private long _endBegan = Never;
    private bool _isPaused;
    private bool _isTransportClosed;

    // Owner: the sweep.
    private long _pinged = now.Ticks;

    public void Heard(TimeSpan now) => Volatile.Write(ref _heard, now.Ticks);

    /// <summary>Something was written to the client: it knows that the relay is there.</summary>
    public void Sent(TimeSpan now) => Volatile.Write(ref _sent, now.Ticks);

    /// <summary>The loop waits for more of a frame; one that began earlier has not begun again.</summary>
    public void InsideFrame(TimeSpan now)
    {
        if (_frameBegan == Never)
        {
            Volatile.Write(ref _frameBegan, now.Ticks);
        }
    }

    public void FrameEnded() => Volatile.Write(ref _frameBegan, Never);

    /// <summary>A slow receiver pauses this client: that it is not heard is then the relay's doing.</summary>
    public void Paused(bool isPaused) => Volatile.Write(ref _isPaused, isPaused);

    public void TransportClosed() => Volatile.Write(ref _isTransportClosed, true);

    public void Ending(TimeSpan now) => Volatile.Write(ref _endBegan, now.Ticks);

    public ConnectionDuty Sweep(TimeSpan now, bool hasEntered)
    {
        var endBegan = Volatile.Read(ref _endBegan);
        if (endBegan != Never)
        {
            return Since(now, endBegan) >= RelayLimits.CloseWait ? ConnectionDuty.Abort : ConnectionDuty.None;
        }

        if (!hasEntered && Since(now, _began) >= rules.Enter)
        {
            return ConnectionDuty.CloseNotEntered;
        }

        var silence = Since(now, Volatile.Read(ref _heard));
        var frameBegan = Volatile.Read(ref _frameBegan);
        var isExcused = Volatile.Read(ref _isPaused) && !Volatile.Read(ref _isTransportClosed);
        if (!isExcused
            && (silence >= rules.Silence || (frameBegan != Never && Since(now, frameBegan) >= rules.Frame)))
        {
            return ConnectionDuty.CloseSilent;
        }

        var isQuiet = silence >= RelayLimits.SilenceBeforePing || Since(now, Volatile.Read(ref _sent)) >= RelayLimits.SilenceBeforePing;
        if (isQuiet && Since(now, _pinged) >= RelayLimits.SilenceBeforePing)
        {
            _pinged = now.Ticks;
            return ConnectionDuty.Ping;
        }

        return ConnectionDuty.None;
    }

    private static TimeSpan Since(TimeSpan now, long then) => new(now.Ticks - then);
}
