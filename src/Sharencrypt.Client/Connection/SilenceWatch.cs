using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Notices a connection that is half dead, and keeps proxies from closing a quiet one (docs/relay-protocol.md section 3):
/// pings after 15 s without sending or receiving, gives up after 25 s without a byte when it wanted to ping 8 s ago. What
/// counts is that it wanted to: behind a frame that the network does not take, a ping cannot be sent.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan LongestPing = TimeSpan.FromSeconds(8);

    private readonly TimeProvider _time;
    private readonly Func<long> _bytesReceived;
    private readonly Action _ping;
    private readonly Action _giveUp;
    private ITimer? _timer;
    private long _sentAt;
    private long _receivedAt;
    private long _pingedAt;
    private volatile bool _isReading;

    // Owner: the timer.
    private long _lastBytes;

    /// <param name="time">The clock.</param>
    /// <param name="bytesReceived">How many bytes have come on the connection of now.</param>
    /// <param name="ping">Sends a ping, or puts it in line.</param>
    /// <param name="giveUp">Called when the connection is dead.</param>
    public SilenceWatch(TimeProvider time, Func<long> bytesReceived, Action ping, Action giveUp)
    {
        _time = time;
        _bytesReceived = bytesReceived;
        _ping = ping;
        _giveUp = giveUp;
    }

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        Renew();
        _timer = _time.CreateTimer(static watch => ((SilenceWatch)watch!).Look(), this, Tick, Tick);
    }

    /// <summary>There is a new connection, or none.</summary>
    public void Renew()
    {
        Sent();
        Received();
    }

    /// <summary>Something was sent.</summary>
    public void Sent() => Volatile.Write(ref _sentAt, _time.GetTimestamp());

    /// <summary>Waits for something to come: only from now on, silence is the other side's.</summary>
    public void Reading()
    {
        Received();
        _isReading = true;
    }

    /// <summary>Something has come and is dealt with.</summary>
    public void NotReading()
    {
        _isReading = false;
        Received();
    }

    public void Dispose() => _timer?.Dispose();

    private void Received()
    {
        Volatile.Write(ref _receivedAt, _time.GetTimestamp());
        Volatile.Write(ref _pingedAt, 0);
    }

    private void Look()
    {
        var bytes = _bytesReceived();
        if (bytes != _lastBytes)
        {
            _lastBytes = bytes;
            Received();
        }

        var silence = _time.GetElapsedTime(Volatile.Read(ref _receivedAt));
        var pingedAt = Volatile.Read(ref _pingedAt);
        var pinging = pingedAt == 0 ? TimeSpan.Zero : _time.GetElapsedTime(pingedAt);
        if (_isReading && silence >= LongestSilence && pinging >= LongestPing)
        {
            Renew();
            _giveUp();
            return;
        }

        // Once more when a ping has not helped: what reads nothing must still be heard.
        var isQuiet = _time.GetElapsedTime(Volatile.Read(ref _sentAt)) >= RelayLimits.SilenceBeforePing || silence >= RelayLimits.SilenceBeforePing;
        if (isQuiet && (pingedAt == 0 || pinging >= RelayLimits.SilenceBeforePing))
        {
            Volatile.Write(ref _pingedAt, Math.Max(1, _time.GetTimestamp()));
            _ping();
        }
    }
}
