using System.IO.Pipelines;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary>
/// A pipe's writer that makes its user wait while too much is unconfirmed. The pipe itself counts what was looked at, and
/// what was sent has been looked at: here it counts until the client says that it has it.
/// </summary>
internal sealed class BoundedWriter(PipeWriter inner, int windowBytes) : PipeWriter
{
    private readonly Lock _gate = new();

    // Owner: whoever writes.
    private long _written;

    // Owner of all below: _gate.
    private TaskCompletionSource<FlushResult>? _room;
    private long _flushed;
    private long _confirmed;
    private bool _isReleased;

    /// <summary>How much the client has, as far as we know.</summary>
    public long Confirmed
    {
        get
        {
            lock (_gate)
            {
                return _confirmed;
            }
        }
    }

    /// <summary>The client has so many bytes of the stream.</summary>
    /// <returns>False when it cannot have them.</returns>
    public bool TryConfirm(long offset)
    {
        TaskCompletionSource<FlushResult>? room = null;
        lock (_gate)
        {
            if (offset > _flushed)
            {
                return false;
            }

            _confirmed = Math.Max(_confirmed, offset);
            if (_flushed - _confirmed < windowBytes)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.TrySetResult(default);
        return true;
    }

    /// <summary>Nobody reads any more: whoever waits for room is told that it is over.</summary>
    public void Release()
    {
        TaskCompletionSource<FlushResult>? room;
        lock (_gate)
        {
            _isReleased = true;
            (room, _room) = (_room, null);
        }

        room?.TrySetResult(new FlushResult(isCanceled: false, isCompleted: true));
    }

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        inner.Advance(bytes);
        _written += bytes;
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var written = _written;
        var flush = inner.FlushAsync(CancellationToken.None); // Has no bound of its own, so it never waits.
        lock (_gate)
        {
            _flushed = written;
            if (_isReleased)
            {
                return new(new FlushResult(isCanceled: false, isCompleted: true));
            }

            if (_flushed - _confirmed < windowBytes)
            {
                return flush;
            }

            _room = new TaskCompletionSource<FlushResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new(_room.Task);
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
