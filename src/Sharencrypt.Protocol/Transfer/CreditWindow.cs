namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// How far a receiver lets its sender run ahead (section 7.3): what comes in twice the way there and back, so that it is not
/// the window that holds a sender up, within fixed bounds; and no more than is of use on a short path, or when it is the
/// storing that is slow. No clock: time is passed in. Not thread-safe.
/// </summary>
public sealed class CreditWindow
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private long _window = TransferLimits.FirstWindowBytes;

    // What was last told to the sender.
    private long _reported;
    private TimeSpan? _reportedAt;

    // Since when and where it is measured how long a whole window takes.
    private long _measured;
    private TimeSpan _measuredAt;

    // The way there and back, and since when an answer is under way.
    private TimeSpan _way;
    private TimeSpan? _askedAt;

    /// <summary>A window for a stream that begins at <paramref name="position"/>.</summary>
    public CreditWindow(long position)
    {
        _reported = _measured = position;
        Limit = position + _window;
    }

    /// <summary>Up to where the sender may send.</summary>
    public long Limit { get; private set; }

    /// <summary>The sender was asked to begin, or to go on.</summary>
    /// <param name="now">Any steady clock.</param>
    public void Asked(TimeSpan now) => _askedAt = now;

    /// <summary>The sender begins. When it was asked to: so long is the way there and back.</summary>
    /// <param name="now">The same clock.</param>
    public void Answered(TimeSpan now)
    {
        if (_askedAt is { } askedAt)
        {
            _way = now - askedAt;
            _askedAt = null;
        }
    }

    /// <summary>Decides whether to tell the sender now, and grants on.</summary>
    /// <param name="written">Everything before this is stored.</param>
    /// <param name="waiting">Bytes that have arrived behind it and are not stored yet.</param>
    /// <param name="now">The same clock.</param>
    /// <returns>True when a progress message is due.</returns>
    public bool Advance(long written, long waiting, TimeSpan now)
    {
        Measure(written, waiting, now);
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

    // When the window holds the sender up, a window takes as long as its way there and back: if it takes not much longer, grow.
    // With much waiting it is not the window that holds anything up.
    private void Measure(long written, long waiting, TimeSpan now)
    {
        if (_reportedAt is null)
        {
            _measuredAt = now;
        }

        if (written - _measured < _window)
        {
            return;
        }

        if (now - _measuredAt <= 2 * _way && waiting <= _window / 2)
        {
            _window = Math.Min(_window * 2, TransferLimits.MaxWindowBytes);
        }

        _measured = written;
        _measuredAt = now;
    }
}
