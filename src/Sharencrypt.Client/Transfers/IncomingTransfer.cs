using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Sharencrypt.Client.State;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Receives one transfer, over as many channels as it takes: each brings a new offer of the same id.</summary>
internal sealed class IncomingTransfer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly FailedItems _failed = new();
    private readonly Channel<IncomingLeg> _legs = System.Threading.Channels.Channel.CreateUnbounded<IncomingLeg>();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isReopened;
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private IncomingLeg? _leg;
    private bool _isComplete;
    private bool _isDeclined;
    private bool _isSessionOver;

    /// <summary>One that is offered now.</summary>
    public IncomingTransfer(IncomingLeg leg, TimeProvider time)
    {
        (_leg, _time) = (leg, time);
        (Id, Terms, Manifest) = (leg.Id, leg.Terms, leg.Manifest);
    }

    /// <summary>One that was accepted by an earlier process, and will be offered again.</summary>
    /// <param name="folder">What was kept of it; stays the caller's.</param>
    /// <param name="manifest">Its items.</param>
    /// <param name="time">The clock.</param>
    public IncomingTransfer(RecordFolder folder, Manifest manifest, TimeProvider time)
    {
        _time = time;
        _isReopened = true;
        Kept = folder;
        Id = folder.Id;
        Manifest = manifest;
        Terms = new OfferTerms(TransferKind.Files, TransferLimits.MaxChunkBytes, manifest.Items.Count, manifest.TotalBytes, null);
        _isComplete = folder.State.IsComplete;
        foreach (var item in folder.State.Failed.Where(manifest.Fail))
        {
            _failed.Add(manifest.Paths[item].ToString(), Reasons.Changed);
        }
    }

    /// <summary>Names it across channels; null when it has one only.</summary>
    public TransferId? Id { get; }

    /// <summary>What is offered.</summary>
    public OfferTerms Terms { get; private set; }

    /// <summary>The checked items; null when there are none.</summary>
    public Manifest? Manifest { get; private set; }

    /// <summary>What is kept to go on in another process; null when nothing is. Set before it is accepted.</summary>
    public RecordFolder? Kept { get; set; }

    /// <summary>Whether everything is in place.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _isComplete;
            }
        }
    }

    /// <summary>Completes when the sender knows that everything is in place.</summary>
    public Task Told => _told.Task;

    /// <summary>Files that start again because they changed on the sender's side; told before the first of their bytes arrives. Null for nobody.</summary>
    public IProgress<IReadOnlyList<string>>? Changed { get; set; }

    /// <summary>Whether the sender has offered it to this process.</summary>
    public bool WasAskedFor => Newest is not null;

    /// <summary>Nobody is there who could be told: there is nothing to go on with here, since all of it has arrived.</summary>
    public void AssumeTold()
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                NoteTold();
            }
        }
    }

    /// <summary>Whether a leg is the present one of this transfer.</summary>
    public bool IsCarriedBy(IncomingLeg leg) => Newest == leg;

    /// <summary>Takes the offer of the same transfer on a new channel.</summary>
    /// <exception cref="SealBrokenException">It holds what was not accepted.</exception>
    public void Adopt(IncomingLeg leg)
    {
        lock (_gate)
        {
            if (Manifest is not null && (leg.Manifest is null || !HeldItems.IsCovered(Manifest, leg.Manifest)))
            {
                leg.Decline(Reasons.Unsafe, null);
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side came back with files that were not in its offer.");
            }

            _leg = leg;
            if (_isDeclined)
            {
                leg.Decline(Reasons.Declined, null);
            }
            else if (_isComplete)
            {
                TellComplete(leg);
            }
            else if (!_legs.Writer.TryWrite(leg))
            {
                leg.Decline(Reasons.Declined, null); // It has ended here.
            }
        }
    }

    /// <summary>The session is over.</summary>
    public void Fail(ShareException reason)
    {
        _legs.Writer.TryComplete(reason);
        lock (_gate)
        {
            _isSessionOver = true;
            if (_isComplete && reason.Code == ShareErrorCode.PeerLeft)
            {
                NoteTold(); // Whoever leaves by itself has heard it, or does not want to.
            }
            else if (_isComplete)
            {
                Kept?.Dispose(); // Another process can tell it.
            }
        }
    }

    /// <summary>Says yes and receives to the end.</summary>
    public async Task<TransferSummary> RunAsync(ITransferSink sink, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        try
        {
            // What an earlier process had whole and began to put in place needs nothing more of the sender.
            var written = _isReopened && Kept is { State.IsPlacing: true }
                ? Manifest!.TotalBytes // What is reopened has items.
                : await ReceiveAsync(sink, progress, cancellationToken).ConfigureAwait(false);
            var saved = await sink.CompleteAsync(cancellationToken).ConfigureAwait(false);
            Complete();
            return new TransferSummary
            {
                Bytes = written,
                Files = Math.Max(0, (Manifest?.Items.Count(item => item.Kind == ItemKind.File) ?? 1) - _failed.All.Count),
                Elapsed = _time.GetElapsedTime(startedAt),
                Failed = _failed.All,
                Saved = saved,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Newest?.CancelHere(Reasons.Cancelled);
            throw;
        }
        catch (ChannelClosedException closed) when (closed.InnerException is ShareException)
        {
            ExceptionDispatchInfo.Throw(closed.InnerException);
            throw;
        }
        catch (ShareException exception) when (exception is LocalFileException or SealBrokenException)
        {
            if (exception is SealBrokenException)
            {
                sink.Discard();
            }

            Newest?.CancelHere(PeerEnding.ReasonFor(exception));
            throw;
        }
    }

    /// <summary>Says no.</summary>
    public void Decline(string reason, string? message)
    {
        lock (_gate)
        {
            _isDeclined = true;
            _leg?.Decline(reason, message);
        }
    }

    public ValueTask DisposeAsync()
    {
        _legs.Writer.TryComplete();
        lock (_gate)
        {
            if (!_isComplete || _isSessionOver)
            {
                _leg?.Dispose();
                Kept?.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    private IncomingLeg? Newest
    {
        get
        {
            lock (_gate)
            {
                return _leg;
            }
        }
    }

    private void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            if (_leg is not null)
            {
                TellComplete(_leg);
            }
        }
    }

    private void TellComplete(IncomingLeg leg)
    {
        var heard = leg.CompleteAsync();
        _ = NoteToldAsync(heard);
    }

    // Never fails, and ends with the session at the latest; nothing needs to wait for it but whoever waits for Told.
    private async Task NoteToldAsync(Task heard)
    {
        await heard.ConfigureAwait(false);
        NoteTold();
    }

    /// <summary>The sender knows, or has left for good: there is nothing to go on with.</summary>
    private void NoteTold()
    {
        Kept?.Erase();
        _told.TrySetResult();
    }

    private async Task<long> ReceiveAsync(ITransferSink sink, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        IncomingLeg? former = null;
        var leg = Newest is { IsAbandoned: false } first ? first : await NextAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Start(leg, former, sink);
            var reporter = new ProgressReporter(progress, leg.Manifest, leg.Terms.Bytes, _time);
            await using (reporter.ConfigureAwait(false))
            {
                if (await ReceiveAsync(leg, sink, reporter, cancellationToken).ConfigureAwait(false))
                {
                    return leg.Written;
                }
            }

            former?.Dispose();
            former = leg;
            leg = await NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ReceiveAsync(IncomingLeg leg, ITransferSink sink, ProgressReporter progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, leg.Cancelled);
        try
        {
            progress.Report(leg.Written);
            return await leg.ReceiveAsync(sink, progress, _failed, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && leg.Cancel is not null)
        {
            throw leg.Cancel!; // It does not become null again.
        }
    }

    /// <summary>Says from where on the bytes are wanted.</summary>
    private void Start(IncomingLeg leg, IncomingLeg? former, ITransferSink sink)
    {
        var isGoingOn = former is not null || _isReopened || !ReferenceEquals(leg.Manifest, Manifest);
        if (!isGoingOn)
        {
            leg.Accept(0, 0);
        }
        else if (leg.Manifest is { } again && sink.Continue(again, leg.Terms.ChunkBytes) is { } index)
        {
            ReportChanged(again);
            leg.Accept(index, Math.Min(index * leg.Terms.ChunkBytes, again.TotalBytes));
        }
        else
        {
            leg.Accept(former?.NextIndex ?? 0, former?.Received ?? 0);
        }

        (Terms, Manifest) = (leg.Terms, leg.Manifest);
    }

    private void ReportChanged(Manifest again)
    {
        if (Manifest is null)
        {
            return;
        }

        var before = Manifest.Items.ToDictionary(item => item.Path, StringComparer.Ordinal);
        var changed = again.Items.Where(item => item.Kind == ItemKind.File && before[item.Path] is var old && (old.Size != item.Size || old.Modified != item.Modified))
            .Select(item => Printable.Escape(item.Path)).ToList();
        changed.ForEach(_failed.Remove);
        if (changed.Count > 0)
        {
            Changed?.Report(changed);
        }
    }

    /// <summary>The newest offer; those that it has overtaken are over.</summary>
    private async ValueTask<IncomingLeg> NextAsync(CancellationToken cancellationToken)
    {
        var leg = await _legs.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        while (leg.IsAbandoned || _legs.Reader.TryPeek(out _))
        {
            leg.Dispose();
            leg = await _legs.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return leg;
    }
}
