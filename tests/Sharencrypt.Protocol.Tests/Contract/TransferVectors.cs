using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/transfer.json.</summary>
internal sealed record TransferVectors(string Description, IReadOnlyList<SendScript> Send, IReadOnlyList<ReceiveScript> Receive);

internal sealed record SendScript(string Name, TransferKind Kind, int ChunkBytes, long? Bytes, IReadOnlyList<SendStep> Steps, bool OfferedAgain = false);

/// <summary>One thing that happens to a sender: whether it is taken, what is sent, and where it stands then.</summary>
internal sealed record SendStep
{
    public required SendInput Do { get; init; }

    public long? Index { get; init; }

    public long? Limit { get; init; }

    public long? Position { get; init; }

    public long? End { get; init; }

    public ChunkCut? Cut { get; init; }

    public bool? Ok { get; init; }

    public SendOutput? Sends { get; init; }

    public long? Written { get; init; }

    public SendStanding? Then { get; init; }
}

internal sealed record SendStanding(SendState State, long? Written = null);

internal enum SendInput
{
    Accept,
    Progress,
    Continue,
    Complete,
    Failed,
    Skip,
    LoseSync,
    End,
    Next,
}

internal sealed record ChunkCut(int Length, bool Final);

internal sealed record SendOutput(EpochStart? Stream = null, PlannedChunk? Chunk = null);

internal sealed record PlannedChunk(uint Epoch, long Index, long Position, int Length, bool Final);

internal sealed record ReceiveScript(string Name, TransferKind Kind, int ChunkBytes, long? Bytes, IReadOnlyList<ReceiveItem> Items, IReadOnlyList<ReceiveStep> Steps, ReceiveStart? From = null);

/// <summary>Where a receiver goes on that kept the beginning.</summary>
internal sealed record ReceiveStart(long Index, long Position);

internal sealed record ReceiveItem(ItemKind Kind, long Size);

/// <summary>One thing that happens to a receiver, how it judges it, and where it stands then.</summary>
internal sealed record ReceiveStep
{
    public required ReceiveInput Do { get; init; }

    public uint? Epoch { get; init; }

    public long? Index { get; init; }

    public long? Continues { get; init; }

    public int? Length { get; init; }

    public bool? Final { get; init; }

    public int? Item { get; init; }

    public long Now { get; init; }

    public long Waiting { get; init; }

    public bool? Ok { get; init; }

    public ChunkVerdict? Verdict { get; init; }

    public bool? Report { get; init; }

    public ReceiveStanding? Then { get; init; }
}

internal sealed record ReceiveStanding(long NextIndex, long Received, long Written, long Limit, bool HasFinal);

internal enum ReceiveInput
{
    Stream,
    Chunk,
    Written,
    Failed,
    Continue,
}
