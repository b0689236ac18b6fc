namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// How far a receiver lets its sender run ahead (section 7.3): grows while it is the window that holds the sender up,
/// so that it fits the path, within fixed bounds. No clock: time is passed in. Not thread-safe.
/// </summary>
public sealed class CreditWindow
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private long _window = TransferLimits.FirstWindowBytes;
    private long _reported;
    private TimeSpan _reportedAt;

    /// <summary>A window for a stream that begins at <paramref name="position"/>.</summary>
    public CreditWindow(long position)
    {
        _reported = position;
        Limit = position + _window;
    }

    /// <summary>Up to where the sender may send.</summary>
    public long Limit { get; private set; }

    /// <summary>Decides whether to tell the sender now, and grants on.</summary>
    /// <param name="written">Everything before this is stored.</param>
    /// <param name="received">Everything before this has arrived.</param>
    /// <param name="now">Any steady clock.</param>
    /// <returns>True when a progress message is due.</returns>
    public bool Advance(long written, long received, TimeSpan now)
    {
        var isStarved = written == received && received >= Limit - (_window / 8);
        var isDue = written - _reported >= _window / 4 || (written > _reported && now - _reportedAt >= ReportInterval);
        if (!isDue && !isStarved)
        {
            return false;
        }

        if (isStarved)
        {
            _window = Math.Min(_window * 2, TransferLimits.MaxWindowBytes);
        }

        _reported = written;
        _reportedAt = now;
        Limit = Math.Max(Limit, written + _window);
        return true;
    }
}
