using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Sends one transfer: makes the offer, waits for the answer, streams chunks as far as the window goes, waits for the last word.</summary>
internal sealed class OutgoingTransfer : ITransfer, IAsyncDisposable
{
    private readonly uint _number;
    private readonly ShareContent _content;
    private readonly PeerChannel _channel;
    private readonly RelayConnection _connection;
    private readonly TimeProvider _time;
    private readonly ProgressReporter _progress;
    private readonly ISourceReader _reader;
    private readonly SecretBytes _key;
    private readonly SemaphoreSlim _news = new(0);
    private readonly List<FailedItem> _failed = [];

    // Guarded by the lock on _machine: the reader thread tells it what arrives.
    private readonly SendMachine _machine;
    private ShareException? _end;
    private bool _isDisposed;
    private CancellationTokenSource _interrupt = new(); // Ends a wait for bytes to send, which may be long.

    // The sending task's.
    private ChunkCipher? _cipher;
    private long _epochSync;
    private long _startedAt;

    public OutgoingTransfer(uint number, ShareContent content, Meeting meeting, IProgress<TransferProgress>? progress, TimeProvider time)
    {
        _number = number;
        _content = content;
        _channel = meeting.Channel ?? throw new InvalidOperationException("Nobody is there yet to send to.");
        _connection = meeting.Connection;
        _time = time;
        _reader = content.OpenReader(time);
        _key = SecretBytes.Own(Randomness.System.Bytes(KeySchedule.KeyBytes));
        _machine = new SendMachine(content.Kind, TransferLimits.MaxChunkBytes, content.TotalBytes);
        _progress = new ProgressReporter(progress, content.Manifest, content.TotalBytes);
    }

    /// <summary>Runs the transfer to its end.</summary>
    public async Task<TransferSummary> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OfferAsync().ConfigureAwait(false);
            await WaitForAnswerAsync(cancellationToken).ConfigureAwait(false);
            _startedAt = _time.GetTimestamp();
            await StreamAsync(cancellationToken).ConfigureAwait(false);
            return new TransferSummary
            {
                Bytes = _machine.Written,
                Files = _content.FileCount - _failed.Count,
                Elapsed = _time.GetElapsedTime(_startedAt),
                Failed = _failed,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Cancel(Reasons.Cancelled, null);
            throw;
        }
        catch (ShareException exception) when (exception is LocalFileException)
        {
            Cancel(Reasons.Source, exception.Message);
            throw;
        }
    }

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
                AcceptMessage accept => _machine.OnAccept(accept.Index, accept.Limit),
                ContinueMessage goOn => OnContinue(goOn),
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

    public void LoseSync()
    {
        lock (_machine)
        {
            _machine.LoseSync();
        }
    }

    public void BackInSync()
    {
        // The receiver says where to go on.
    }

    public void Fail(ShareException reason)
    {
        lock (_machine)
        {
            if (_isDisposed)
            {
                return;
            }

            End(reason);
            Interrupt();
            _news.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_machine)
        {
            _isDisposed = true;
            _news.Dispose();
            _interrupt.Dispose();
        }

        _cipher?.Dispose();
        _key.Dispose();
        await _reader.DisposeAsync().ConfigureAwait(false);
    }

    private void Interrupt()
    {
        using var interrupted = _interrupt;
        _interrupt = new CancellationTokenSource();
        interrupted.Cancel();
    }

    private bool OnContinue(ContinueMessage message)
    {
        var position = _content.Kind == TransferKind.Stream ? _reader.PositionOf(message.Index) : _machine.PositionOf(message.Index);
        return position is { } known && _machine.OnContinue(message.Index, message.Limit, known);
    }

    private bool End(ShareException reason)
    {
        _end ??= reason;
        _machine.End();
        return true;
    }

    private void Cancel(string reason, string? message)
    {
        lock (_machine)
        {
            if (_machine.State is SendState.Complete or SendState.Ended)
            {
                return;
            }

            _machine.End();
        }

        _channel.Post(new CancelMessage(_number, reason, PeerEnding.Shorten(message)));
    }

    private async Task OfferAsync()
    {
        var items = _content.Manifest?.Items ?? [];
        var terms = new OfferTerms(_content.Kind, TransferLimits.MaxChunkBytes, items.Count, _content.TotalBytes, _content.Name);
        await _channel.SendAsync(new OfferMessage(_number, terms, _key)).ConfigureAwait(false);
        foreach (var page in ItemPages.Cut(_number, items))
        {
            await _channel.SendAsync(page).ConfigureAwait(false);
        }
    }

    private async Task WaitForAnswerAsync(CancellationToken cancellationToken)
    {
        while (CurrentState() == SendState.WaitingForAnswer)
        {
            await _news.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (CurrentState())
            {
                case SendState.Complete:
                    _progress.Report(_machine.Written);
                    return;
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
    }

    private SendState CurrentState()
    {
        lock (_machine)
        {
            _reader.Confirm(_machine.Written);
            _progress.Report(_machine.Written);
            SkipFailed();
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

    private async ValueTask SendOrBeInterruptedAsync(ChunkPlan plan, CancellationToken cancellationToken)
    {
        CancellationToken interrupt;
        lock (_machine)
        {
            interrupt = _interrupt.Token;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(interrupt, cancellationToken);
        try
        {
            await SendChunkAsync(plan, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            // The plan has changed while it waited for bytes.
        }
    }

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
        var sync = _epochSync;
        await _connection.TrySendAsync(frame.Whole[..frame.Length], () => _channel.SyncCount == sync).ConfigureAwait(false);
    }

    /// <summary>Tells which files cannot be delivered, and goes on in a new epoch: nobody can open its chunks who has not taken that word.</summary>
    private async ValueTask ReportFailedAsync(IReadOnlyList<(int Item, string Reason)> failed)
    {
        var manifest = _content.Manifest!; // Only files fail, and files have a manifest.
        foreach (var (item, reason) in failed)
        {
            await _channel.SendAsync(new FailedMessage(_number, item, reason)).ConfigureAwait(false);
            _failed.Add(new FailedItem(manifest.Paths[item].ToString(), reason));
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
        await _channel.SendAsync(new StreamMessage(_number, start.Epoch, salt, start.Index, start.Continues)).ConfigureAwait(false);
    }
}
