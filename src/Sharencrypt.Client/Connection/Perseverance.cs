namespace Sharencrypt.Client.Connection;

/// <summary>How often a request that failed is made again: at once, then less and less often, until nothing worked for 10 s.</summary>
internal sealed class Perseverance(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private long _failingSince;
    private int _failures;

    /// <summary>Something worked.</summary>
    public void Succeeded() => _failures = 0;

    /// <summary>Something failed: how long to wait before it is tried again, or null when it is given up.</summary>
    public TimeSpan? Failed()
    {
        if (_failures++ == 0)
        {
            _failingSince = time.GetTimestamp();
            return TimeSpan.Zero;
        }

        return time.GetElapsedTime(_failingSince) >= Longest ? null : First * Math.Pow(2, Math.Min(_failures - 2, 4));
    }
}
