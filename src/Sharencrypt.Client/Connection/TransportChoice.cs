namespace Sharencrypt.Client.Connection;

/// <summary>What to try.</summary>
/// <param name="First">With what to begin.</param>
/// <param name="HeadStart">How long it is alone; then, or when it has failed, the other begins beside it.</param>
internal readonly record struct TransportPlan(TransportFamily First, TimeSpan HeadStart);

/// <summary>WebSocket or plain HTTP.</summary>
internal enum TransportFamily
{
    WebSocket,
    Http,
}

/// <summary>
/// Which transport to use, from what happened with them so far (docs/relay-protocol.md section 2.3). WebSocket unless it
/// does not get through or is cut again and again soon after it began; then HTTP, and now and then a look whether WebSocket
/// works again. Pure: time is passed in.
/// </summary>
internal sealed class TransportChoice(bool prefersHttp = false, bool polls = false)
{
    /// <summary>How long one is tried alone.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(4);

    /// <summary>How long a look at WebSocket in the background may take.</summary>
    public static readonly TimeSpan ProbeBound = TimeSpan.FromSeconds(8);

    /// <summary>When HTTP is what works, how long a new look at WebSocket may hold up the connection.</summary>
    public static readonly TimeSpan ProbeHeadStart = TimeSpan.FromSeconds(1);

    // A connection that lived for less was cut soon. One that is cut later costs little: it is simply made again.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    // Cuts that are further apart have nothing to do with each other.
    private static readonly TimeSpan StrikesLast = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan FirstProbe = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(15);
    private const int MostStrikes = 2;

    private TimeSpan? _strikeAt;
    private TimeSpan _probeInterval = FirstProbe;
    private TimeSpan? _probeAt;
    private bool _cameBack;
    private int _strikes;

    /// <summary>Whether HTTP is what works here.</summary>
    public bool PrefersHttp { get; private set; } = prefersHttp;

    /// <summary>Whether over HTTP streams are held back.</summary>
    public bool Polls { get; private set; } = polls;

    /// <summary>What to try now.</summary>
    public TransportPlan Next(TimeSpan now)
    {
        if (!PrefersHttp)
        {
            return new TransportPlan(TransportFamily.WebSocket, HeadStart);
        }

        if (!IsProbeDue(now))
        {
            return new TransportPlan(TransportFamily.Http, HeadStart);
        }

        WebSocketFailed(now); // Until it turns out otherwise.
        return new TransportPlan(TransportFamily.WebSocket, ProbeHeadStart);
    }

    /// <summary>Whether it is time to look whether WebSocket works again.</summary>
    public bool IsProbeDue(TimeSpan now) => PrefersHttp && now >= (_probeAt ??= now + _probeInterval);

    /// <summary>A WebSocket connection came up and said welcome.</summary>
    public void WebSocketWorked()
    {
        _cameBack = PrefersHttp;
        PrefersHttp = false;
        _probeAt = null;
    }

    /// <summary>WebSocket was tried and did not get through.</summary>
    public void WebSocketFailed(TimeSpan now)
    {
        if (PrefersHttp)
        {
            _probeInterval = Shorter(_probeInterval * 2, LongestProbe);
            _probeAt = now + _probeInterval;
        }
    }

    /// <summary>A WebSocket connection was lost without the relay's having closed it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lasted">How long it had been there.</param>
    public void WebSocketCut(TimeSpan now, TimeSpan lasted)
    {
        if (lasted >= Soon)
        {
            (_strikes, _cameBack, _probeInterval) = (0, false, FirstProbe);
            return;
        }

        _strikes = _strikeAt is { } before && now - before < StrikesLast ? _strikes + 1 : 1;
        _strikeAt = now;
        if (_strikes >= MostStrikes || _cameBack)
        {
            // Coming back was too early: the next time is later.
            _probeInterval = _cameBack ? Shorter(_probeInterval * 2, LongestProbe) : _probeInterval;
            PreferHttp(now);
        }
    }

    /// <summary>An HTTP connection came up and said welcome.</summary>
    /// <param name="now">The time.</param>
    /// <param name="polls">Whether by polling.</param>
    public void HttpWorked(TimeSpan now, bool polls)
    {
        Polls = polls;
        if (!PrefersHttp)
        {
            PreferHttp(now);
        }
    }

    /// <summary>An HTTP connection fell silent: what was streamed is held back now.</summary>
    public void HttpSilent() => Polls = true;

    private void PreferHttp(TimeSpan now)
    {
        PrefersHttp = true;
        (_strikes, _cameBack) = (0, false);
        _probeAt = now + _probeInterval;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
