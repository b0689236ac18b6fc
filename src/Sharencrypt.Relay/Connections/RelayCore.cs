using Sharencrypt.Relay.Limits;
using Sharencrypt.Relay.Observability;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Connections;

/// <summary>What all connections of a relay share.</summary>
internal sealed record RelayCore
{
    public required RoomTable Rooms { get; init; }

    public required AddressLimits Addresses { get; init; }

    public required ConnectionRules Rules { get; init; }

    public required RelayClock Clock { get; init; }

    public required RelayMetrics Metrics { get; init; }

    public required ILogger<PeerConnection> Logger { get; init; }

    /// <summary>What <c>welcome</c> says about this software.</summary>
    public required string Software { get; init; }
}
