namespace Sharencrypt.Client.Transfers;

/// <summary>
/// Reads a stream that can be read only once. What the receiver has not confirmed is kept, so that a lost connection costs
/// nothing; the window bounds how much that is.
/// </summary>
internal sealed class PipeReader(Stream source, TimeProvider time) : ISourceReader
{
    private const int ReadBytes = 64 * 1024;

    // How long bytes that are here may wait for more, so that few of them still travel soon.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    private readonly byte[] _inbox = new byte[ReadBytes];
    private readonly Queue<KeptChunk> _kept = new();
    private Task<int>? _pending;
    private ReadOnlyMemory<byte> _left;
    private bool _hasEnded;
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

        var length = 0;
        while (length < buffer.Length && !_hasEnded && await HasMoreAsync(isFirst: length == 0, cancellationToken).ConfigureAwait(false))
        {
            var part = Math.Min(_left.Length, buffer.Length - length);
            _left[..part].CopyTo(buffer[length..]);
            _left = _left[part..];
            length += part;
        }

        _kept.Enqueue(new KeptChunk(index, position, buffer[..length].ToArray(), _hasEnded));
        _next = (index + 1, position + length);
        return new SourceRead(length, _hasEnded, []);
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

    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // The stream belongs to whoever handed it in.

    /// <summary>Whether there are bytes to take now; waits for the first ones, and only a moment for more.</summary>
    private async ValueTask<bool> HasMoreAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (!_left.IsEmpty)
        {
            return true;
        }

        _pending ??= source.ReadAsync(_inbox, CancellationToken.None).AsTask();
        if (!_pending.IsCompleted)
        {
            if (isFirst)
            {
                await _pending.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (await Task.WhenAny(_pending, Task.Delay(Patience, time, cancellationToken)).ConfigureAwait(false) != _pending)
            {
                return false;
            }
        }

        var count = await _pending.ConfigureAwait(false);
        _pending = null;
        _left = _inbox.AsMemory(0, count);
        _hasEnded = count == 0;
        return count > 0;
    }

    private readonly record struct KeptChunk(long Index, long Position, byte[] Bytes, bool IsEnd);
}
