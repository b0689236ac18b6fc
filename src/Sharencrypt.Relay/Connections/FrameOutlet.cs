using System.Buffers;
using System.IO.Pipelines;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// The one writer of a connection. Whoever holds the turn writes; a turn lasts until the pipe has room again, so a slow
/// reader pauses exactly those who send it data, each in the order of asking. Control frames never wait: they are queued,
/// up to a limit, and written before the next data frame.
/// </summary>
/// <remarks>
/// The transport runs inline (decision 0018): whoever writes may be the one who sends, and who finds that the connection is
/// lost and deals with it. Data frames are written by a loop that holds nothing; control frames, which anybody posts, under
/// the lock of the rooms too, by another thread.
/// </remarks>
internal sealed class FrameOutlet(PipeWriter output, int longestQueue)
{
    private readonly Lock _gate = new();

    // Owner of all below: _gate. The queues are made when first needed: most connections never have to wait.
    private Queue<byte[]>? _control;
    private Queue<Turn>? _waiting;
    private bool _isTaken;
    private bool _isFinishing;
    private TaskCompletionSource? _drained;

    private static ValueTask<FlushResult> NothingToFlush => new(default(FlushResult));

    /// <summary>Puts a short frame in line.</summary>
    /// <returns>False when too many wait already: the reader is too slow.</returns>
    public bool TryPost(byte[] frame)
    {
        lock (_gate)
        {
            if (_isFinishing)
            {
                return true;
            }

            if (_control?.Count >= longestQueue)
            {
                return false;
            }

            (_control ??= new Queue<byte[]>()).Enqueue(frame);
            if (_isTaken)
            {
                return true;
            }

            _isTaken = true;
        }

        TakeTurnElsewhere();
        return true;
    }

    /// <summary>
    /// Writes a data frame, when its turn has come. Whether the receiver takes it then is no longer the sender's wait: the
    /// next frame waits instead. A frame for a receiver that is gone, or from a sender that is, is discarded.
    /// </summary>
    public ValueTask SendAsync(DataFrame frame, IFrameSource source)
    {
        Turn? turn = null;
        lock (_gate)
        {
            if (_isFinishing)
            {
                return default;
            }

            if (_isTaken)
            {
                turn = new Turn();
                (_waiting ??= new Queue<Turn>()).Enqueue(turn);
            }

            _isTaken = true;
        }

        if (turn is not null)
        {
            return SendLaterAsync(turn, frame, source);
        }

        WriteInTurn(frame, source);
        return default;
    }

    /// <summary>Writes these after everything that is queued, and nothing after them.</summary>
    public void Finish(params ReadOnlySpan<byte[]> last)
    {
        Queue<Turn>? refused;
        bool mustStart;
        lock (_gate)
        {
            if (_isFinishing)
            {
                return;
            }

            _isFinishing = true;
            mustStart = !_isTaken;
            _isTaken = true;
            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            refused = _waiting;
            _waiting = null;
            _control ??= new Queue<byte[]>();
            foreach (var frame in last)
            {
                _control.Enqueue(frame);
            }
        }

        Refuse(refused);
        if (mustStart)
        {
            TakeTurnElsewhere();
        }
    }

    /// <summary>Ends when what <see cref="Finish"/> wrote has gone into the pipe, or the connection is lost.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            return _drained?.Task ?? Task.CompletedTask;
        }
    }

    private async ValueTask SendLaterAsync(Turn turn, DataFrame frame, IFrameSource source)
    {
        // Not null: the turn is what is passed.
        await using var giveUp = source.Ended.UnsafeRegister(static turn => ((Turn)turn!).TrySetResult(false), turn);
        if (await turn.Task)
        {
            WriteInTurn(frame, source);
        }
    }

    private void WriteInTurn(in DataFrame frame, IFrameSource source)
    {
        ValueTask<FlushResult> flush;
        try
        {
            // A sender whose seat was taken meanwhile must not speak for the peer who has it now.
            if (source.MaySend)
            {
                frame.WriteTo(output);
            }

            flush = output.FlushAsync();
        }
        catch (InvalidOperationException)
        {
            // The pipe was completed: the connection is lost.
            Break();
            return;
        }

        _ = KeepTurnAsync(flush);
    }

    private void TakeTurnElsewhere() =>
        ThreadPool.UnsafeQueueUserWorkItem(static outlet => _ = outlet.KeepTurnAsync(NothingToFlush), this, preferLocal: true);

    // Holds the turn until the flush is done and the queue empty, then passes it on. Runs as far as it can without waiting;
    // where it must wait, nobody else needs to. It catches all that a lost connection can cause and so never fails.
    private async Task KeepTurnAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            while (true)
            {
                var result = await flush;
                if (result.IsCompleted || result.IsCanceled)
                {
                    Break();
                    return;
                }

                if (!TakeQueued(out var frames))
                {
                    return;
                }

                foreach (var frame in frames)
                {
                    output.Write(frame);
                }

                flush = output.FlushAsync();
            }
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException)
        {
            Break();
        }
    }

    // Either the queued control frames, or the turn is passed to who waits longest, or it is free again.
    private bool TakeQueued(out byte[][] frames)
    {
        TaskCompletionSource? drained;
        lock (_gate)
        {
            if (_control is { Count: > 0 })
            {
                frames = [.. _control];
                _control = null;
                return true;
            }

            frames = [];
            while (_waiting is { Count: > 0 })
            {
                if (_waiting.Dequeue().TrySetResult(true))
                {
                    return false;
                }
            }

            _isTaken = false;
            drained = _isFinishing ? _drained : null;
        }

        drained?.TrySetResult();
        return false;
    }

    private void Break()
    {
        Queue<Turn>? refused;
        TaskCompletionSource drained;
        lock (_gate)
        {
            _isFinishing = true;
            drained = _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            refused = _waiting;
            _waiting = null;
            _control = null;
        }

        Refuse(refused);
        drained.TrySetResult();
    }

    private static void Refuse(Queue<Turn>? turns)
    {
        foreach (var turn in turns ?? [])
        {
            turn.TrySetResult(false);
        }
    }

    /// <summary>The wait for a turn: true when it has come, false when there is nothing to wait for any more.</summary>
    private sealed class Turn() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
}
