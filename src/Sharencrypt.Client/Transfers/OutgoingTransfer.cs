using Sharencrypt.Client.Channel;
using Sharencrypt.Client.State;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Sends one transfer, over as many channels as it takes: on each it is offered again, under the same id.</summary>
internal sealed class OutgoingTransfer : ITransfer, IAsyncDisposable
{
    private static readonly TimeSpan NoteInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ProgressReporter _progress;
    private readonly bool _isAgain;
    private readonly SemaphoreSlim _legCame = new(0);
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private OutgoingLeg? _leg;
    private OutgoingLeg? _taken;
    private ShareException? _end;

    private long? _startedAt;
    private long _notedAt;
    private long _noted;

    /// <param name="id">New, or that of the record.</param>
    /// <param name="content">What is sent.</param>
    /// <param name="kept">What is kept to go on in another process; null when nothing is. Owned from here on.</param>
    /// <param name="isAgain">Whether it was offered before, by an earlier process.</param>
    /// <param name="progress">Told of it.</param>
    /// <param name="time">The clock.</param>
    public OutgoingTransfer(TransferId id, ShareContent content, RecordFolder? kept, bool isAgain, IProgress<TransferProgress>? progress, TimeProvider time)
    {
        (Id, Content, Kept, _isAgain, _time) = (id, content, kept, isAgain, time);
        Reader = content.OpenReader();
        _progress = new ProgressReporter(progress, content.Manifest, content.TotalBytes, time);
    }

    /// <summary>Names it across channels.</summary>
    public TransferId Id { get; }

    /// <summary>What is sent.</summary>
    public ShareContent Content { get; }

    /// <summary>Reads it.</summary>
    public ISourceReader Reader { get; }

    /// <summary>What cannot be delivered.</summary>
    public FailedItems Failed { get; } = new();

    /// <summary>What is kept to go on in another process; null when nothing is.</summary>
    public RecordFolder? Kept { get; }

    /// <summary>There is a channel to send on: the first, or another in place of the one before.</summary>
    public void Attach(uint number, Meeting meeting)
    {
        lock (_gate)
        {
            var isAgain = _isAgain || _leg is not null;
            _leg?.Abandon();
            _leg = new OutgoingLeg(number, this, meeting, isAgain);
            _legCame.Release();
        }
    }

    /// <summary>Runs the transfer to its end.</summary>
    public async Task<TransferSummary> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var leg = await NextLegAsync(cancellationToken).ConfigureAwait(false);
                using (leg)
                {
                    if (await leg.RunAsync(cancellationToken).ConfigureAwait(false))
                    {
                        return Summarize(leg.Written);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Newest?.Cancel(Reasons.Cancelled, null);
            throw;
        }
        catch (ShareException exception) when (exception is LocalFileException)
        {
            Newest?.Cancel(Reasons.Source, exception.Message);
            throw;
        }
        catch (SealBrokenException)
        {
            Kept?.Erase(); // Never try again.
            throw;
        }
        finally
        {
            await _progress.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Take(TransferMessage message)
    {
        if (message is AcceptMessage && Kept is { Record.IsAccepted: false })
        {
            Kept.Accept();
        }

        var leg = Newest;
        leg?.Take(message);
        if (message is CompleteMessage)
        {
            Kept?.Erase(); // Before the receiver hears that it was taken: then neither goes on with it.
            leg?.ConfirmCompletion();
        }
    }

    public void LoseSync() => Newest?.LoseSync();

    public void BackInSync()
    {
        // The receiver says where to go on.
    }

    public void Fail(ShareException reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            _leg?.Fail(reason);
            _legCame.Release();
        }
    }

    /// <summary>The receiver has stored more.</summary>
    public void OnConfirmed(long written)
    {
        _startedAt ??= _time.GetTimestamp();
        _progress.Report(written);
        if (Kept is not null && written > _noted && _time.GetElapsedTime(_notedAt) >= NoteInterval)
        {
            (_noted, _notedAt) = (written, _time.GetTimestamp());
            Kept.Note(written);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _leg?.Dispose();
        }

        if (Kept is { Record.IsAccepted: false })
        {
            Kept.Erase(); // Nobody said yes, so nobody waits for it.
        }

        Kept?.Dispose();
        await Reader.DisposeAsync().ConfigureAwait(false);
    }

    private OutgoingLeg? Newest
    {
        get
        {
            lock (_gate)
            {
                return _leg;
            }
        }
    }

    private async ValueTask<OutgoingLeg> NextLegAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_end is not null)
                {
                    throw _end;
                }

                if (_leg is not null && _leg != _taken)
                {
                    _taken = _leg;
                    return _leg;
                }
            }

            await _legCame.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private TransferSummary Summarize(long written)
    {
        _progress.Report(written);
        return new TransferSummary
        {
            Bytes = written,
            Files = Content.FileCount - Failed.All.Count,
            Elapsed = _startedAt is { } startedAt ? _time.GetElapsedTime(startedAt) : TimeSpan.Zero,
            Failed = Failed.All,
        };
    }
}
