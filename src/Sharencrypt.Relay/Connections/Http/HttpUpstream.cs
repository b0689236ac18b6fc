using System.Buffers;
using System.IO.Pipelines;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary>
/// What a client says over HTTP, put together from the bodies of its requests: each says where it begins, so that a
/// request made twice counts once. One request at a time writes; a later one waits for its turn.
/// </summary>
internal sealed class HttpUpstream
{
    // A frame may be larger: what has been looked at no longer counts, so the loop gets its whole frame.
    private const int PauseBytes = 512 * 1024;
    private const int StepBytes = 256 * 1024;

    private readonly TimeProvider _time;
    private readonly Pipe _pipe;
    private readonly Lock _gate = new();

    // Owner of all below: _gate.
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Upload? _current;
    private long _position;
    private int _underWay;
    private bool _isClosed;

    public HttpUpstream(MemoryPool<byte> pool, TimeProvider time)
    {
        _time = time;
        _pipe = new Pipe(new PipeOptions(
            pool, pauseWriterThreshold: PauseBytes, resumeWriterThreshold: PauseBytes / 2, useSynchronizationContext: false));
    }

    /// <summary>The stream, for the connection that reads it.</summary>
    public PipeReader Reader => _pipe.Reader;

    private long Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    /// <summary>Takes a request's body, as far as it is new and as far as a slow receiver lets it come.</summary>
    /// <param name="offset">Where in the stream the body begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="body">The body.</param>
    /// <param name="aborted">Cancelled when the request is gone.</param>
    /// <returns>How many bytes of the stream have been taken, or why none were.</returns>
    /// <exception cref="OperationCanceledException">The request is gone, or another one has taken its place.</exception>
    public async Task<(long Position, UpgradeRefusal? Refusal)> TakeAsync(
        long offset, long length, PipeReader body, CancellationToken aborted)
    {
        lock (_gate)
        {
            if (_underWay >= RelayHttp.MostUploads)
            {
                return (0, UpgradeRefusal.RateLimited);
            }

            _underWay++;
        }

        try
        {
            using var upload = new Upload(offset, aborted);
            var turn = await TakeTurnAsync(upload);
            if (turn != Turn.Mine)
            {
                return turn == Turn.Busy ? (Position, null) : (0, turn == Turn.Over ? UpgradeRefusal.ConnectionUnknown : UpgradeRefusal.Offset);
            }

            try
            {
                return (await CopyAsync(upload, length, body), null);
            }
            finally
            {
                EndTurn();
            }
        }
        finally
        {
            lock (_gate)
            {
                _underWay--;
            }
        }
    }

    /// <summary>The connection is lost: nothing more is taken.</summary>
    public void Close()
    {
        Upload? current;
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            (current, changed) = (_current, _changed);
        }

        changed.TrySetResult();

        if (current is null)
        {
            _pipe.Writer.Complete();
        }
        else
        {
            current.Stop(); // It completes the pipe when it ends.
        }
    }

    private async Task<Turn> TakeTurnAsync(Upload upload)
    {
        while (true)
        {
            var (turn, changed, other) = TryTakeTurn(upload);
            if (turn is { } known)
            {
                return known;
            }

            if (other is not null && upload.Offset <= other.Offset)
            {
                other.Stop(); // The same bytes again: the client has given up the request that brought them first.
            }

            try
            {
                await changed.WaitAsync(other is null ? RelayHttp.LongestGap : RelayHttp.LongestWait, _time, upload.Stopped);
            }
            catch (TimeoutException)
            {
                return other is null ? Turn.Gap : Turn.Busy;
            }
        }
    }

    private (Turn? Turn, Task Changed, Upload? Other) TryTakeTurn(Upload upload)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return (Turn.Over, Task.CompletedTask, null);
            }

            if (_current is null && upload.Offset <= _position)
            {
                _current = upload;
                return (Turn.Mine, Task.CompletedTask, null);
            }

            return (null, _changed.Task, _current);
        }
    }

    private void EndTurn()
    {
        TaskCompletionSource changed;
        bool mustComplete;
        lock (_gate)
        {
            _current = null;
            mustComplete = _isClosed;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        if (mustComplete)
        {
            _pipe.Writer.Complete();
        }

        changed.TrySetResult();
    }

    private async Task<long> CopyAsync(Upload upload, long length, PipeReader body)
    {
        // Only who holds the turn moves the position.
        var known = _position - upload.Offset;
        for (var left = length; left > 0;)
        {
            var result = await body.ReadAsync(upload.Stopped);
            var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, StepBytes));
            var fresh = piece.Slice(Math.Min(known, piece.Length));
            known -= piece.Length - fresh.Length;
            left -= piece.Length;
            foreach (var segment in fresh)
            {
                _pipe.Writer.Write(segment.Span);
            }

            _position += fresh.Length;
            body.AdvanceTo(piece.End);
            switch (await FlushAsync(upload))
            {
                case { IsCompleted: true }:
                    return upload.Offset + length; // The connection has ended; what it would not read is dropped.
                case { IsCanceled: true }:
                    return _position;
                default:
                    break;
            }
        }

        return Math.Max(_position, upload.Offset + length);
    }

    /// <summary>Waits until there is room for more; cancelled when that takes longer than whatever stands between would wait.</summary>
    private async ValueTask<FlushResult> FlushAsync(Upload upload)
    {
        var flush = _pipe.Writer.FlushAsync(upload.Impatient);
        if (!flush.IsCompleted)
        {
            upload.BeginPatience(_time);
        }

        try
        {
            return await flush;
        }
        catch (OperationCanceledException) when (!upload.Stopped.IsCancellationRequested)
        {
            return new FlushResult(isCanceled: true, isCompleted: false);
        }
    }

    private enum Turn
    {
        Mine,

        /// <summary>The one before takes too long: its receiver is slow.</summary>
        Busy,

        /// <summary>The one before does not come.</summary>
        Gap,

        /// <summary>The connection is lost.</summary>
        Over,
    }

    private sealed class Upload : IDisposable
    {
        private readonly CancellationTokenSource _stop;
        private readonly CancellationTokenSource _impatient;
        private ITimer? _patience;

        public Upload(long offset, CancellationToken aborted)
        {
            Offset = offset;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
            _impatient = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            (Stopped, Impatient) = (_stop.Token, _impatient.Token);
        }

        public long Offset { get; }

        /// <summary>Cancelled when nobody waits for the answer any more.</summary>
        public CancellationToken Stopped { get; }

        /// <summary>Cancelled then, and when a slow receiver has made it wait for too long.</summary>
        public CancellationToken Impatient { get; }

        // Not null: the source is what is passed.
        public void BeginPatience(TimeProvider time) => _patience ??= time.CreateTimer(
            static impatient => Cancel((CancellationTokenSource)impatient!), _impatient, RelayHttp.LongestWait, Timeout.InfiniteTimeSpan);

        public void Stop() => Cancel(_stop);

        public void Dispose()
        {
            _patience?.Dispose();
            _impatient.Dispose();
            _stop.Dispose();
        }

        private static void Cancel(CancellationTokenSource source)
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself meanwhile.
            }
        }
    }
}
