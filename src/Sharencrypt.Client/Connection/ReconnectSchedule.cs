using System.Security.Cryptography;

namespace Sharencrypt.Client.Connection;

/// <summary>How long to wait before each try to connect again: none before the first, then doubling up to 30 s, with jitter so that clients of a restarted relay do not come all at once.</summary>
internal sealed class ReconnectSchedule(Func<double> fraction)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _tries;

    /// <summary>A number from 0 to 1 that differs between clients.</summary>
    public static double RandomFraction() => RandomNumberGenerator.GetInt32(1_000_000) / 1e6;

    /// <summary>The wait before the next try.</summary>
    public TimeSpan Next()
    {
        var tries = _tries++;
        if (tries == 0)
        {
            return TimeSpan.Zero;
        }

        var full = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(tries - 1, 10)), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + (fraction() / 2)));
    }

    /// <summary>A connection worked: the next loss begins anew.</summary>
    public void Reset() => _tries = 0;
}
