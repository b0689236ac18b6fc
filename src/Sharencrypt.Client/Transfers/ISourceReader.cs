namespace Sharencrypt.Client.Transfers;

/// <summary>What a read for one chunk yielded.</summary>
/// <param name="Length">Bytes put into the buffer.</param>
/// <param name="IsEnd">Whether the stream ends with them; only for streams of unknown length.</param>
/// <param name="Failed">Files found undeliverable while reading: index and reason. Their bytes in the buffer are worthless.</param>
internal readonly record struct SourceRead(int Length, bool IsEnd, IReadOnlyList<(int Item, string Reason)> Failed);

/// <summary>The bytes of a transfer's stream, on the sender's side. Used by one task at a time.</summary>
internal interface ISourceReader : IAsyncDisposable
{
    /// <summary>Reads the bytes of a chunk.</summary>
    /// <param name="index">The chunk's index.</param>
    /// <param name="position">Where it begins in the stream.</param>
    /// <param name="buffer">Its greatest length; filled whole unless the length of chunks is free.</param>
    /// <param name="cancellationToken">Ends a wait for bytes.</param>
    ValueTask<SourceRead> ReadAsync(long index, long position, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Bytes before <paramref name="written"/> will never be read again.</summary>
    void Confirm(long written);

    /// <summary>Where a chunk that was read before begins; null when it is not known any more.</summary>
    long? PositionOf(long index);
}
