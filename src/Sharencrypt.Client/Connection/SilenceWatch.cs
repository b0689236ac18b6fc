using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Notices a connection that is half dead, and keeps proxies from closing a quiet one (docs/relay-protocol.md section 3):
/// pings after 20 s without sending, gives up after 30 s without receiving when a ping was under way for 10 s.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPing = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly Action _ping;
    private readonly Action _giveUp;
    private ITimer? _timer;
    private long _sentAt;
    private long _receivedAt;
    private long _pingedAt;

    public SilenceWatch(TimeProvider time, Action ping, Action giveUp)
    {
        _time = time;
        _ping = ping;
        _giveUp = giveUp;
    }

    public void Start()
    {
        Sent();
        Received();
        _timer = _time.CreateTimer(static watch => ((SilenceWatch)watch!).Look(), this, Tick, Tick);
    }

    public void Sent() => Volatile.Write(ref _sentAt, _time.GetTimestamp());

    public void Received()
    {
        Volatile.Write(ref _receivedAt, _time.GetTimestamp());
        Volatile.Write(ref _pingedAt, 0);
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        var silence = _time.GetElapsedTime(Volatile.Read(ref _receivedAt));
        var pingedAt = Volatile.Read(ref _pingedAt);
        if (pingedAt != 0 && silence >= LongestSilence && _time.GetElapsedTime(pingedAt) >= LongestPing)
        {
            _giveUp();
            return;
        }

        var isQuiet = _time.GetElapsedTime(Volatile.Read(ref _sentAt)) >= RelayLimits.SilenceBeforePing || silence >= RelayLimits.SilenceBeforePing;
        if (isQuiet && pingedAt == 0)
        {
            Volatile.Write(ref _pingedAt, Math.Max(1, _time.GetTimestamp()));
            _ping();
        }
    }
}
