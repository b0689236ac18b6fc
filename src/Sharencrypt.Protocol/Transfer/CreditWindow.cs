namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// How far a receiver lets its sender run ahead (section 7.3): what is stored in half a second at least, so that it is not
/// the window that holds a sender up on any usual path, within fixed bounds. No clock: time is passed in. Not thread-safe.
/// </summary>
public sealed class CreditWindow
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan GrowthInterval = TimeSpan.FromMilliseconds(500);

    private long _window = TransferLimits.FirstWindowBytes;

    // What was last told to the sender.
    private long _reported;
    private TimeSpan? _reportedAt;

    // Since when and where it is measured how long a whole window takes.
    private long _measured;
    private TimeSpan _measuredAt;

    /// <summary>A window for a stream that begins at <paramref name="position"/>.</summary>
    public CreditWindow(long position)
    {
        _reported = _measured = position;
        Limit = position + _window;
    }

    /// <summary>Up to where the sender may send.</summary>
    public long Limit { get; private set; }

    /// <summary>Decides whether to tell the sender now, and grants on.</summary>
    /// <param name="written">Everything before this is stored.</param>
    /// <param name="now">Any steady clock.</param>
    /// <returns>True when a progress message is due.</returns>
    public bool Advance(long written, TimeSpan now)
    {
        Measure(written, now);
        var isDue = written - _reported >= _window / 4
            || (written > _reported && (_reportedAt is not { } last || now - last >= ReportInterval));
        if (!isDue)
        {
            return false;
        }

        _reported = written;
        _reportedAt = now;
        Limit = Math.Max(Limit, written + _window);
        return true;
    }

    // When the window holds the sender up, a window takes as long as its way there and back: if that is short, grow.
    private void Measure(long written, TimeSpan now)
    {
        if (_reportedAt is null)
        {
            _measuredAt = now;
        }

        if (written - _measured < _window)
        {
            return;
        }

        if (now - _measuredAt <= GrowthInterval)
        {
            _window = Math.Min(_window * 2, TransferLimits.MaxWindowBytes);
        }

        _measured = written;
        _measuredAt = now;
    }
}
