using System.Buffers;
using System.IO.Pipelines;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>
/// Reads a stream that can be read only once. What the receiver has not confirmed is kept, so that a lost connection costs
/// nothing; the window bounds how much that is. A chunk takes what has come while the one before was sealed and sent, and
/// waits for no more: a few bytes are never held back, and of many, as much as a chunk holds travels together.
/// </summary>
internal sealed class PipeReader(Stream source) : ISourceReader
{
    private const int ReadBytes = 64 * 1024;

    private readonly Pipe _inbox = new(new PipeOptions(
        pauseWriterThreshold: TransferLimits.MaxChunkBytes, resumeWriterThreshold: TransferLimits.MaxChunkBytes / 2,
        minimumSegmentSize: ReadBytes, useSynchronizationContext: false));
    private readonly Queue<KeptChunk> _kept = new();
    private Task? _filling;
    private (long Index, long Position) _next; // Of the chunk that was not read yet.

    public async ValueTask<SourceRead> ReadAsync(long index, long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        foreach (var kept in _kept)
        {
            if (kept.Index == index)
            {
                kept.Bytes.CopyTo(buffer);
                return new SourceRead(kept.Bytes.Length, kept.IsEnd, []);
            }
        }

        _filling ??= Task.Run(FillAsync, CancellationToken.None);
        var arrived = await _inbox.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var part = arrived.Buffer.Slice(0, Math.Min(arrived.Buffer.Length, buffer.Length));
        var length = (int)part.Length;
        var isEnd = arrived.IsCompleted && length == arrived.Buffer.Length;
        part.CopyTo(buffer.Span);
        _inbox.Reader.AdvanceTo(part.End);
        _kept.Enqueue(new KeptChunk(index, position, buffer[..length].ToArray(), isEnd));
        _next = (index + 1, position + length);
        return new SourceRead(length, isEnd, []);
    }

    public void Confirm(long written)
    {
        while (_kept.TryPeek(out var oldest) && oldest.Position + oldest.Bytes.Length <= written && !oldest.IsEnd)
        {
            _kept.Dequeue();
        }
    }

    public long? PositionOf(long index)
    {
        foreach (var kept in _kept)
        {
            if (kept.Index == index)
            {
                return kept.Position;
            }
        }

        return index == _next.Index ? _next.Position : null;
    }

    /// <summary>The stream belongs to whoever handed it in; a read of it that is under way ends when it likes.</summary>
    public ValueTask DisposeAsync() => _inbox.Reader.CompleteAsync();

    /// <summary>Reads ahead, a chunk at most, until the stream or the transfer ends. What breaks the stream is the reader's to tell.</summary>
    private async Task FillAsync()
    {
        Exception? broken = null;
        try
        {
            int count;
            do
            {
                count = await source.ReadAsync(_inbox.Writer.GetMemory(ReadBytes)).ConfigureAwait(false);
                _inbox.Writer.Advance(count);
            }
            while (count > 0 && !(await _inbox.Writer.FlushAsync().ConfigureAwait(false)).IsCompleted);
        }
        catch (Exception exception)
        {
            broken = exception;
        }

        await _inbox.Writer.CompleteAsync(broken).ConfigureAwait(false);
    }

    private readonly record struct KeptChunk(long Index, long Position, byte[] Bytes, bool IsEnd);
}
