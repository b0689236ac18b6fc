using System.Net;

namespace Sharencrypt.Relay.Limits;

/// <summary>
/// Keeps each address within its rules. The memory is bounded: an attacker with more addresses than are tracked meets,
/// together with every other newcomer of that moment, one shared account.
/// </summary>
internal sealed class AddressLimits(AddressRules rules)
{
    // What is told when the number of connections is the limit: nobody knows when one of them will end.
    private static readonly TimeSpan RetryWhenOneEnds = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();

    // Owner: _gate.
    private readonly Dictionary<AddressKey, AddressUsage> _usages = [];
    private readonly AddressUsage _newcomers = new();

    /// <summary>How many addresses are remembered one by one.</summary>
    public int Tracked
    {
        get
        {
            lock (_gate)
            {
                return _usages.Count;
            }
        }
    }

    /// <summary>Counts a new connection, if the address may have one more.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="now">The relay's clock.</param>
    /// <param name="retryAfter">When to try again after a refusal.</param>
    /// <returns>The account to pass to the other calls, or null when refused.</returns>
    public AddressUsage? TryConnect(IPAddress? address, TimeSpan now, out TimeSpan retryAfter)
    {
        lock (_gate)
        {
            var usage = Find(AddressKey.Of(address));
            retryAfter = usage.Connections >= rules.Connections
                ? RetryWhenOneEnds
                : usage.NewConnections.UntilToken(rules.NewConnections, now);
            if (retryAfter > TimeSpan.Zero)
            {
                return null;
            }

            usage.NewConnections.TryTake(rules.NewConnections, now);
            usage.Connections++;
            return usage;
        }
    }

    /// <summary>A connection that was counted has ended.</summary>
    public void Disconnect(AddressUsage usage)
    {
        lock (_gate)
        {
            usage.Connections--;
        }
    }

    /// <summary>Whether a room may be opened now; counts it.</summary>
    public bool TryOpen(AddressUsage usage, TimeSpan now)
    {
        lock (_gate)
        {
            return usage.Opens.TryTake(rules.Opens, now);
        }
    }

    /// <summary>
    /// Whether a join may be tried now; counts it. An address without failures left is refused every join, not only the
    /// wrong ones: otherwise the successes that remain would still tell which rooms exist.
    /// </summary>
    public bool TryJoin(AddressUsage usage, TimeSpan now)
    {
        lock (_gate)
        {
            return usage.FailedJoins.HasToken(rules.FailedJoins, now) && usage.Joins.TryTake(rules.Joins, now);
        }
    }

    /// <summary>The join was one of a room that does not exist or is locked.</summary>
    public void CountFailedJoin(AddressUsage usage, TimeSpan now)
    {
        lock (_gate)
        {
            usage.FailedJoins.TryTake(rules.FailedJoins, now);
        }
    }

    /// <summary>Forgets the addresses that have everything back.</summary>
    public void Sweep(TimeSpan now)
    {
        lock (_gate)
        {
            foreach (var (key, usage) in _usages)
            {
                if (usage.IsIdle(rules, now))
                {
                    _usages.Remove(key);
                }
            }
        }
    }

    private AddressUsage Find(AddressKey key)
    {
        if (_usages.TryGetValue(key, out var usage))
        {
            return usage;
        }

        if (_usages.Count >= rules.TrackedAddresses)
        {
            return _newcomers;
        }

        usage = new AddressUsage();
        _usages.Add(key, usage);
        return usage;
    }
}
