using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/resync.json.</summary>
internal sealed record ResyncVectors(string Description, IReadOnlyList<ResyncScript> Scripts);

internal sealed record ResyncScript(string Name, IReadOnlyList<ResyncStep> Steps);

/// <summary>One thing that happens to a side, what it decides and sends, and where it stands then.</summary>
internal sealed record ResyncStep
{
    public required ResyncInput Do { get; init; }

    public ulong? Number { get; init; }

    public ulong? Received { get; init; }

    public ResyncState? Resync { get; init; }

    public ChannelVerdict? Verdict { get; init; }

    public IReadOnlyList<ResyncOutput>? Sends { get; init; }

    public bool? BackInSync { get; init; }

    public ChannelStanding? State { get; init; }
}

internal enum ResyncInput
{
    Say,
    Event,
    Message,
    Resync,
}

/// <summary>A message by its number, or a resync by what it says.</summary>
internal sealed record ResyncOutput(ulong? Message = null, ResyncState? Resync = null);

internal sealed record ChannelStanding(bool InSync, ulong Next, ulong Expected, IReadOnlyList<ulong> Unconfirmed, bool OwesAck, bool HasRoom);
