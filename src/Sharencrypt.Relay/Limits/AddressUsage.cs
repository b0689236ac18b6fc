namespace Sharencrypt.Relay.Limits;

/// <summary>What one address has used up. Owner: the lock of <see cref="AddressLimits"/>.</summary>
internal sealed class AddressUsage
{
    public int Connections;
    public TokenBucket NewConnections;
    public TokenBucket Opens;
    public TokenBucket Joins;
    public TokenBucket FailedJoins;

    /// <summary>Whether forgetting the address changes nothing for it.</summary>
    public bool IsIdle(AddressRules rules, TimeSpan now) =>
        Connections == 0
        && NewConnections.IsFull(rules.NewConnections, now)
        && Opens.IsFull(rules.Opens, now)
        && Joins.IsFull(rules.Joins, now)
        && FailedJoins.IsFull(rules.FailedJoins, now);
}
