namespace Sharencrypt.Protocol.Sealing;

/// <summary>What a resync says.</summary>
/// <param name="Generation">How many connection events its sender has had.</param>
/// <param name="Seen">The greatest generation of the other side that its sender knows.</param>
/// <param name="Expected">The number of the next message that its sender expects.</param>
public readonly record struct ResyncState(ulong Generation, ulong Seen, ulong Expected);
