using System.Runtime.InteropServices;

namespace Sharencrypt.Relay.Limits;

/// <summary>How often something may happen: so many a minute, and so many at once.</summary>
internal sealed record RateRule(int PerMinute, int Burst);

/// <summary>A token bucket that starts full. Counts what is spent, so that an untouched one is all zeros.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TokenBucket
{
    private double _spent;
    private TimeSpan _updated;

    public bool IsFull(RateRule rule, TimeSpan now)
    {
        Refill(rule, now);
        return _spent == 0;
    }

    public bool HasToken(RateRule rule, TimeSpan now)
    {
        Refill(rule, now);
        return _spent + 1 <= rule.Burst;
    }

    public bool TryTake(RateRule rule, TimeSpan now)
    {
        if (!HasToken(rule, now))
        {
            return false;
        }

        _spent++;
        return true;
    }

    /// <summary>How long until there is a token again.</summary>
    public TimeSpan UntilToken(RateRule rule, TimeSpan now)
    {
        Refill(rule, now);
        return TimeSpan.FromMinutes(Math.Max(0, _spent + 1 - rule.Burst) / rule.PerMinute);
    }

    private void Refill(RateRule rule, TimeSpan now)
    {
        _spent = Math.Max(0, _spent - ((now - _updated).TotalMinutes * rule.PerMinute));
        _updated = now;
    }
}
