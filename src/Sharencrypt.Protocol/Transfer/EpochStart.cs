namespace Sharencrypt.Protocol.Transfer;

/// <summary>What a <c>stream</c> message says besides its fresh salt: the chunks that follow belong to this epoch.</summary>
/// <param name="Epoch">One more than the last, from 0.</param>
/// <param name="Index">The first chunk of the epoch.</param>
/// <param name="Continues">How many times the receiver has said where to go on.</param>
public readonly record struct EpochStart(uint Epoch, long Index, long Continues);
