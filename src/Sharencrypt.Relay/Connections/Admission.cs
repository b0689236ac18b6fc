using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Limits;

namespace Sharencrypt.Relay.Connections;

/// <summary>Whether a client is let in.</summary>
/// <param name="Address">The account of its address; null when it is refused.</param>
/// <param name="Refusal">Why it is refused.</param>
/// <param name="RetryAfter">When to try again, if trying again helps.</param>
internal readonly record struct Admission(AddressUsage? Address, UpgradeRefusal Refusal, TimeSpan? RetryAfter)
{
    public Admission(AddressUsage address)
        : this(address, default, null)
    {
    }

    public Admission(UpgradeRefusal refusal, TimeSpan? retryAfter = null)
        : this(null, refusal, retryAfter)
    {
    }
}
