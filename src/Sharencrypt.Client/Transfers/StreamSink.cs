using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Hands the bytes to a stream of the caller, such as standard output.</summary>
internal sealed class StreamSink(Stream destination, Manifest? manifest) : ITransferSink
{
    private bool _isFlushed = true;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            _isFlushed = false;
            await destination.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw Unwritable(exception);
        }
    }

    public async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        if (!_isFlushed)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public long? Continue(Manifest again, int chunkBytes) => manifest is not null && manifest.Items.SequenceEqual(again.Items)
        ? null
        : throw new LocalFileException(
            ShareErrorCode.SourceChanged, "The file changed on the sender's side, and what was written to the output cannot be taken back.", "What was written so far is not to be used. Ask the sender to send it again.");

    public void Discard()
    {
        // What a program has taken cannot be taken back.
    }

    public void SkipTo(long position)
    {
        // Failed files leave a gap that nobody can see in a stream; Fail has ended it before.
    }

    public void Fail(int item) =>
        throw new LocalFileException(ShareErrorCode.SourceChanged, "The file changed on the sender's side while it was sent.", "What was written so far is not to be used. Ask the sender to send it again.");

    public async ValueTask<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // The stream belongs to whoever handed it in.

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
            _isFlushed = true;
        }
        catch (IOException exception)
        {
            throw Unwritable(exception);
        }
    }

    private static LocalFileException Unwritable(IOException exception) => new(
        ShareErrorCode.TargetUnwritable, $"The program that takes the output stopped taking it: {exception.Message}", "Start it again and ask the sender to send again.", exception);
}
