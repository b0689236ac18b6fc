namespace Sharencrypt.Protocol.Transfer;

/// <summary>Which chunk to send next.</summary>
/// <param name="Epoch">The epoch it belongs to.</param>
/// <param name="Index">Its index.</param>
/// <param name="Position">Where it begins in the stream.</param>
/// <param name="Length">How many bytes; for a stream of unknown length, at most so many.</param>
/// <param name="IsFinal">Whether the stream ends with it; for a stream of unknown length never true.</param>
public readonly record struct ChunkPlan(uint Epoch, long Index, long Position, int Length, bool IsFinal);
