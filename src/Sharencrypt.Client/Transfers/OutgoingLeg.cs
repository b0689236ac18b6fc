using System.Runtime.CompilerServices;
using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>
/// The part of a transfer that one channel carries: makes the offer, waits for the answer, streams chunks as far as the
/// window goes, waits for the last word.
/// </summary>
internal sealed class OutgoingLeg : IDisposable
{
    private readonly uint _number;
    private readonly TransferId _id;
    private readonly ShareContent _content;
    private readonly OutgoingMessages _messages;
    private readonly PeerChannel _channel;
    private readonly RelayConnection _connection;
    private readonly ISourceReader _reader;
    private readonly Action<long> _confirmed;
    private readonly FailedItems _failed;
    private readonly SecretBytes _key = SecretBytes.Own(Randomness.System.Bytes(KeySchedule.KeyBytes));
    private readonly SemaphoreSlim _news = new(0);

    // Guarded by the lock on _machine: the reader thread tells it what arrives.
    private readonly SendMachine _machine;
    private ShareException? _end;
    private bool _isAbandoned;
    private bool _isDisposed;
    private CancellationTokenSource _interrupt = new(); // Ends a wait for bytes to send, which may be long; linked with the next.
    private CancellationToken _stop;

    // The sending task's.
    private ChunkCipher? _cipher;
    private long _epochSync;
    private readonly Func<bool> _isEpochInSync;

    /// <param name="number">The transfer's number on this channel.</param>
    /// <param name="transfer">The transfer.</param>
    /// <param name="meeting">Whose channel carries it.</param>
    /// <param name="isAgain">Whether it was offered before, on another channel.</param>
    public OutgoingLeg(uint number, OutgoingTransfer transfer, Meeting meeting, bool isAgain)
    {
        _number = number;
        _id = transfer.Id;
        _content = transfer.Content;
        _reader = transfer.Reader;
        _failed = transfer.Failed;
        _confirmed = transfer.OnConfirmed;
        var channel = meeting.Channel ?? throw new InvalidOperationException("Nobody is there yet to send to.");
        _messages = new OutgoingMessages(channel, number);
        _channel = channel;
        _isEpochInSync = () => _channel.SyncCount == _epochSync;
        _connection = meeting.Connection;
        _machine = new SendMachine(_content.Kind, TransferLimits.MaxChunkBytes, _content.TotalBytes, isAgain);
    }

    /// <summary>Bytes that the receiver has stored.</summary>
    public long Written => _machine.Written;

    /// <summary>Runs to the end of the transfer, or of the channel.</summary>
    /// <returns>False when another channel took the place of this one.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        lock (_machine)
        {
            _stop = cancellationToken;
            Interrupt();
        }

        if (!await _messages.TryOfferAsync(_content, _key, _id).ConfigureAwait(false))
        {
            return await WaitForSuccessorAsync(cancellationToken).ConfigureAwait(false);
        }

        while (CurrentState() is SendState.WaitingForAnswer)
        {
            await _news.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (IsAbandoned)
            {
                return false;
            }
        }

        if (CurrentState() != SendState.Complete)
        {
            await _messages.ReportFailedAgainAsync(_content).ConfigureAwait(false);
        }

        return await StreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a message about it.</summary>
    public void Take(TransferMessage message)
    {
        lock (_machine)
        {
            if (_isDisposed)
            {
                return; // It arrived while the transfer was ending.
            }

            var isGood = message switch
            {
                AcceptMessage accept => OnAccept(accept),
                ContinueMessage goOn => PositionOf(goOn.Index) is { } position && _machine.OnContinue(goOn.Index, goOn.Limit, position),
                ProgressMessage progress => _machine.OnProgress(progress.Written, progress.Limit),
                CompleteMessage => _machine.OnComplete(),
                DeclineMessage decline => End(PeerEnding.Declined(decline)),
                CancelMessage cancel => End(PeerEnding.Cancelled(cancel)),
                _ => false,
            };
            if (message is not (ProgressMessage or AcceptMessage))
            {
                Interrupt();
            }

            if (!isGood)
            {
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side answered in a way that makes no sense.");
            }

            _news.Release();
        }
    }

    /// <summary>Lets the receiver know at once that its last word was taken: it waits for that.</summary>
    public void ConfirmCompletion() => _channel.Post(new AckMessage());

    /// <summary>What is in flight may be lost.</summary>
    public void LoseSync()
    {
        lock (_machine)
        {
            _machine.LoseSync();
        }
    }

    /// <summary>The session is over.</summary>
    public void Fail(ShareException reason) => Stop(() => End(reason));

    /// <summary>Another channel takes the place of this one.</summary>
    public void Abandon() => Stop(() => _isAbandoned = true);

    /// <summary>Ends it from this side, unless it has ended.</summary>
    public void Cancel(string reason, string? message)
    {
        lock (_machine)
        {
            if (_machine.State is SendState.Complete or SendState.Ended)
            {
                return;
            }

            _machine.End();
        }

        _messages.Cancel(reason, message);
    }

    public void Dispose()
    {
        lock (_machine)
        {
            _isDisposed = true;
            _news.Dispose();
            _interrupt.Dispose();
        }

        _cipher?.Dispose();
        _key.Dispose();
    }

    private bool IsAbandoned
    {
        get
        {
            lock (_machine)
            {
                return _isAbandoned;
            }
        }
    }

    private void Stop(Action how)
    {
        lock (_machine)
        {
            if (_isDisposed)
            {
                return;
            }

            how();
            Interrupt();
            _news.Release();
        }
    }

    private void Interrupt()
    {
        using var interrupted = _interrupt;
        _interrupt = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        interrupted.Cancel();
    }

    private bool OnAccept(AcceptMessage accept)
    {
        if (PositionOf(accept.Index) is not { } position)
        {
            _messages.Cancel(Reasons.Lost, null);
            return End(new LocalFileException(
                ShareErrorCode.SourceUnreadable, "The other side begins anew, but the beginning of the stream is gone: it can be read only once.", "Send it again, and keep the receiver running."));
        }

        return _machine.OnAccept(accept.Index, accept.Limit, position);
    }

    private long? PositionOf(long index) => _content.Kind == TransferKind.Stream ? _reader.PositionOf(index) : _machine.PositionOf(index);

    private bool End(ShareException reason)
    {
        _end ??= reason;
        _machine.End();
        return true;
    }

    private async Task<bool> WaitForSuccessorAsync(CancellationToken cancellationToken)
    {
        while (!IsAbandoned)
        {
            CurrentState();
            await _news.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<bool> StreamAsync(CancellationToken cancellationToken)
    {
        while (!IsAbandoned)
        {
            switch (CurrentState())
            {
                case SendState.Complete:
                    return true;
                case SendState.Streaming when TryBegin(out var start):
                    await BeginEpochAsync(start).ConfigureAwait(false);
                    break;
                case SendState.Streaming when TryPlan(out var plan):
                    await SendOrBeInterruptedAsync(plan, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    await _news.WaitAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        return false;
    }

    private SendState CurrentState()
    {
        lock (_machine)
        {
            if (_machine.State != SendState.WaitingForAnswer)
            {
                _reader.Confirm(_machine.Written);
                _confirmed(_machine.Written);
                SkipFailed();
            }

            return _machine.State == SendState.Ended && _end is not null ? throw _end : _machine.State;
        }
    }

    private bool TryBegin(out EpochStart start)
    {
        lock (_machine)
        {
            return _machine.TryBegin(out start);
        }
    }

    private bool TryPlan(out ChunkPlan plan)
    {
        lock (_machine)
        {
            return _machine.TryPlan(out plan);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendOrBeInterruptedAsync(ChunkPlan plan, CancellationToken cancellationToken)
    {
        CancellationToken interrupt;
        lock (_machine)
        {
            interrupt = _interrupt.Token;
        }

        try
        {
            await SendChunkAsync(plan, interrupt).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The plan has changed while it waited for bytes.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendChunkAsync(ChunkPlan plan, CancellationToken cancellationToken)
    {
        using var frame = FrameBuffer.Rent();
        var text = frame.Whole.Slice(RelayLimits.DataHeaderBytes + ChunkHeader.Bytes, plan.Length);
        var read = await _reader.ReadAsync(plan.Index, plan.Position, text, cancellationToken).ConfigureAwait(false);
        if (read.Failed.Count > 0)
        {
            await ReportFailedAsync(read.Failed).ConfigureAwait(false);
            return;
        }

        var isFinal = plan.IsFinal || read.IsEnd;
        lock (_machine)
        {
            if (!_machine.TrySend(plan, read.Length, isFinal))
            {
                return; // The connection was lost meanwhile; the receiver will say where to go on.
            }
        }

        frame.Length = RelayLimits.DataHeaderBytes + ChunkHeader.OverheadBytes + read.Length;
        FrameWriter.WriteDataHeader(frame.Frame, _channel.Slots);
        _cipher!.Seal((ulong)plan.Index, isFinal, frame.Payload); // There is one: a plan follows the beginning of an epoch.

        // Behind a resync it would be a chunk of an epoch that the receiver may never have heard of.
        await _connection.TrySendAsync(frame.Whole[..frame.Length], _isEpochInSync).ConfigureAwait(false);
    }

    /// <summary>Tells which files cannot be delivered, and goes on in a new epoch: nobody can open its chunks who has not taken that word.</summary>
    private async ValueTask ReportFailedAsync(IReadOnlyList<(int Item, string Reason)> failed)
    {
        var manifest = _content.Manifest!; // Only files fail, and files have a manifest.
        foreach (var (item, reason) in failed)
        {
            await _messages.TrySayAsync(new FailedMessage(_number, item, reason)).ConfigureAwait(false);
            _failed.Add(manifest.Paths[item].ToString(), reason);
        }

        lock (_machine)
        {
            _machine.BeginEpoch();
        }
    }

    /// <summary>When only failed files come next, leaves out what saves chunks.</summary>
    private void SkipFailed()
    {
        if (_content.Manifest is not { Failed.Count: > 0 } manifest)
        {
            return;
        }

        var position = _machine.PositionOf(_machine.NextIndex);
        var item = manifest.ItemAt(position);
        var end = position;
        for (; item < manifest.Items.Count && manifest.Failed.Contains(item); item++)
        {
            end = manifest.EndOf(item);
        }

        _machine.TrySkip(end);
    }

    private async ValueTask BeginEpochAsync(EpochStart start)
    {
        _epochSync = _channel.SyncCount;
        var salt = Randomness.System.Bytes(KeySchedule.EpochSaltBytes);
        _cipher?.Dispose();
        _cipher = new ChunkCipher(_key, salt, _number, start.Epoch);
        await _messages.TrySayAsync(new StreamMessage(_number, start.Epoch, salt, start.Index, start.Continues)).ConfigureAwait(false);
    }
}
