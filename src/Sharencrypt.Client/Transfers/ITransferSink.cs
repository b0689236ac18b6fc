using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Where the bytes of a transfer's stream go, on the receiver's side. Used by one task at a time.</summary>
internal interface ITransferSink : IAsyncDisposable
{
    /// <summary>How many of the bytes that it took are not stored yet: who is killed now loses them. Never more than half of the smallest window.</summary>
    long Waiting => 0;

    /// <summary>Stores the next bytes of the stream. They are the caller's again when the call returns.</summary>
    /// <exception cref="LocalFileException">They cannot be stored.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>More has not come yet, and may not for long: passes on what would wait for more.</summary>
    /// <exception cref="LocalFileException">It cannot be stored.</exception>
    ValueTask PauseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The transfer goes on in another channel, perhaps with other files in it.</summary>
    /// <param name="again">The items that are offered now.</param>
    /// <param name="chunkBytes">Bytes of a full chunk.</param>
    /// <returns>The chunk from which on bytes are wanted: they are written from its beginning. Null for the one behind the last.</returns>
    /// <exception cref="LocalFileException">It cannot go on with these items.</exception>
    long? Continue(Manifest again, int chunkBytes);

    /// <summary>Nothing of it is to be kept.</summary>
    void Discard();

    /// <summary>The bytes up to <paramref name="position"/> belong to failed files and will not come.</summary>
    void SkipTo(long position);

    /// <summary>A file will not be delivered: what is there of it is worthless.</summary>
    void Fail(int item);

    /// <summary>Everything has come: stores it for good and puts it in place.</summary>
    /// <returns>Full paths of what appeared.</returns>
    ValueTask<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>A sink that waits for nothing but the disk, or for nothing at all: whoever has the bytes may store them at once.</summary>
internal interface IPromptSink : ITransferSink
{
    /// <summary>As <see cref="ITransferSink.WriteAsync"/>, on the caller's thread.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Room to put the next bytes of the stream into instead of having them copied; empty when they are to be written. Valid until the next call.</summary>
    /// <exception cref="LocalFileException">What was stored before cannot be.</exception>
    Span<byte> Reserve(int length) => default;

    /// <summary>The room that was reserved is filled: its bytes are stored.</summary>
    /// <exception cref="LocalFileException">They cannot be stored.</exception>
    void Commit(int length)
    {
    }
}
