namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/chunks.json. Numbers of 64 bits are texts: not every language can hold them as numbers.</summary>
internal sealed record ChunkVectors(string Description, IReadOnlyList<Epoch> Epochs, IReadOnlyList<ChunkRefusal> Refusals);

internal sealed record Epoch(string Name, byte[] TransferKey, byte[] Salt, uint Transfer, uint Number, byte[] Key, IReadOnlyList<SealedChunk> Chunks);

internal sealed record SealedChunk(string Index, bool Final, byte[] Plaintext, byte[] Payload);

/// <summary>A payload that must not open with the key of an epoch.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Epoch">Name of the epoch whose key it is opened with.</param>
/// <param name="IsHeaderRefused">Whether it is refused before a key is used.</param>
/// <param name="Payload">The bytes.</param>
internal sealed record ChunkRefusal(string Name, string Epoch, bool IsHeaderRefused, byte[] Payload);
