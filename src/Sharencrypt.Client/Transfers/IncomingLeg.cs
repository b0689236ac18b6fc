using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>
/// One offer on one channel: the part of a transfer that this channel carries. The connection's reader queues what arrives,
/// in order; the transfer's task opens chunks and hands them to the sink. While that task waits, and the sink waits for
/// nobody, the reader does so itself: no change of threads, and one buffer for all chunks. The window bounds the queue.
/// </summary>
internal sealed class IncomingLeg : ITransfer, IDisposable
{
    private readonly uint _number;
    private readonly PeerChannel _channel;
    private readonly TimeProvider _time;
    private readonly ChunkOpener _opener;
    private readonly Channel<Arrival> _queue = System.Threading.Channels.Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = false });
    private readonly List<TransferItem> _items = [];
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Lock _turn = new(); // Held by the reader for each arrival, and by the task for no longer than to take its turn.
    private Storing? _whileWaiting; // Guarded by the turn: set while the task waits and nothing is queued.
    private long _queuedBytes;
    private long _waiting; // Of who stores.
    private ReceiveMachine? _machine;
    private volatile PeerEndedException? _cancel;
    private volatile bool _isAccepted;
    private volatile bool _isAbandoned;
    private bool _isDisposed; // Guarded, with _cancelled, by the lock on _items.

    public IncomingLeg(OfferMessage offer, PeerChannel channel, TimeProvider time)
    {
        _number = offer.Transfer;
        Id = offer.Id;
        Terms = offer.Terms;
        _opener = new ChunkOpener(offer.Key, offer.Transfer);
        _channel = channel;
        _time = time;
    }

    /// <summary>Names the transfer across channels; null when it has this one only.</summary>
    public TransferId? Id { get; }

    /// <summary>What is offered.</summary>
    public OfferTerms Terms { get; }

    /// <summary>The checked items, once all have come; null when there are none.</summary>
    public Manifest? Manifest { get; private set; }

    /// <summary>Cancelled when the other side cancels.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>How the other side ended it, if it did.</summary>
    public PeerEndedException? Cancel => _cancel;

    /// <summary>Whether another channel has taken the place of this one.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>The next chunk that is wanted.</summary>
    public long NextIndex => _machine?.NextIndex ?? 0;

    /// <summary>Bytes of the stream that have arrived.</summary>
    public long Received => _machine?.Received ?? 0;

    /// <summary>Bytes of the stream that are stored.</summary>
    public long Written => _machine?.Written ?? 0;

    /// <summary>Adds a page of items. True when all have come and <see cref="Manifest"/> is set.</summary>
    /// <exception cref="LocalFileException">A path is not safe to write here.</exception>
    public bool AddItems(IReadOnlyList<TransferItem> items, PathRules rules)
    {
        if (Manifest is not null || _items.Count + items.Count > Terms.Items)
        {
            throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sent more items than it offered.");
        }

        _items.AddRange(items);
        if (_items.Count < Terms.Items)
        {
            return false;
        }

        var problem = Manifest.TryCreate(_items, rules, out var manifest, out var wrong);
        if (problem != PathProblem.None)
        {
            throw UnsafeOffer.Explain(problem, wrong);
        }

        Manifest = manifest!.TotalBytes == Terms.Bytes ? manifest
            : throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side's sizes do not add up.");
        return true;
    }

    /// <summary>Says yes, from a chunk on that begins at a position.</summary>
    public void Accept(long index, long position)
    {
        _machine = new ReceiveMachine(Terms, Now, index, position);
        _isAccepted = true;
        _channel.Post(new AcceptMessage(_number, index, _machine.Limit));
    }

    /// <summary>Says no.</summary>
    public void Decline(string reason, string? message) => _channel.Post(new DeclineMessage(_number, reason, PeerEnding.Shorten(message)));

    /// <summary>Says that everything is in place. Completes when the other side has taken it.</summary>
    public Task CompleteAsync()
    {
        _channel.Post(new CompleteMessage(_number));
        return _channel.WhenConfirmedAsync();
    }

    /// <summary>Ends it from this side.</summary>
    public void CancelHere(string reason) => _channel.Post(new CancelMessage(_number, reason, null));

    public void Take(TransferMessage message)
    {
        if (message is CancelMessage cancel)
        {
            lock (_items)
            {
                if (!_isDisposed)
                {
                    _cancel = PeerEnding.Cancelled(cancel);
                    _cancelled.Cancel(); // At once, even while the sink waits for a slow reader.
                }
            }

            return;
        }

        Enqueue(new Arrival(Message: message));
    }

    /// <summary>Queues a chunk and becomes its owner, unless it throws.</summary>
    /// <exception cref="SealBrokenException">The other side sends far beyond what was granted.</exception>
    public void TakeChunk(FrameBuffer frame)
    {
        if (!_isAccepted || Interlocked.Add(ref _queuedBytes, frame.Length) > TransferLimits.MaxWindowBytes * 2)
        {
            throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sends more than it was allowed to.");
        }

        if (!TryStore(frame))
        {
            Enqueue(new Arrival(Chunk: frame));
        }
    }

    public void LoseSync()
    {
        // The queue still holds what arrived whole; the resync comes behind it.
    }

    public void BackInSync() => Enqueue(new Arrival(IsResync: true));

    public void Fail(ShareException reason) => _queue.Writer.TryComplete(reason);

    /// <summary>Another channel takes the place of this one: what is queued is still taken, more does not come.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _queue.Writer.TryComplete();
    }

    /// <summary>Receives until all chunks are there.</summary>
    /// <returns>False when another channel took the place of this one before.</returns>
    public async Task<bool> ReceiveAsync(ITransferSink sink, ProgressReporter progress, FailedItems failed, CancellationToken cancellationToken)
    {
        var machine = _machine ?? throw new InvalidOperationException("It was not accepted.");
        while (!machine.HasFinal)
        {
            if (!_queue.Reader.TryRead(out var arrival))
            {
                await sink.PauseAsync(cancellationToken).ConfigureAwait(false);
                if (!await WaitAsync(machine, sink as IPromptSink, progress, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }

                continue;
            }

            if (arrival.Chunk is { } chunk)
            {
                using (chunk)
                {
                    await StoreAsync(machine, chunk, sink, cancellationToken).ConfigureAwait(false);
                }

                progress.Report(machine.Written);
            }
            else if (arrival.IsResync)
            {
                machine.Continue(Now);
                _channel.Post(new ContinueMessage(_number, machine.NextIndex, machine.Limit));
            }
            else if (arrival.Message is { } message)
            {
                TakeMessage(machine, message, sink, failed);
            }
        }

        return true;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var arrival))
        {
            arrival.Chunk?.Dispose();
        }

        _opener.Dispose();
        lock (_items)
        {
            _isDisposed = true;
            _cancelled.Dispose();
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(0);

    private void Enqueue(Arrival arrival)
    {
        lock (_turn)
        {
            _whileWaiting = null; // Nothing overtakes it.
            if (!_queue.Writer.TryWrite(arrival))
            {
                arrival.Chunk?.Dispose(); // The transfer is over; what still arrives for it is passed over.
            }
        }
    }

    /// <summary>Waits for an arrival, or the end of all arrivals, while the reader may store chunks.</summary>
    private async ValueTask<bool> WaitAsync(ReceiveMachine machine, IPromptSink? sink, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var arrival = _queue.Reader.WaitToReadAsync(cancellationToken);
        if (sink is null || arrival.IsCompleted)
        {
            return await arrival.ConfigureAwait(false);
        }

        lock (_turn)
        {
            _whileWaiting = arrival.IsCompleted ? null : new Storing(machine, sink, progress);
        }

        try
        {
            return await arrival.ConfigureAwait(false);
        }
        finally
        {
            lock (_turn)
            {
                _whileWaiting = null;
            }
        }
    }

    /// <summary>Stores a chunk on the reader's thread, if it is this one's turn; what goes wrong is for the task to find.</summary>
    private bool TryStore(FrameBuffer chunk)
    {
        lock (_turn)
        {
            if (_whileWaiting is not var (machine, sink, progress))
            {
                return false;
            }

            try
            {
                using (chunk)
                {
                    Store(machine, chunk, sink);
                    progress.Report(machine.Written);
                }

                if (machine.HasFinal)
                {
                    Enqueue(default); // Wakes the task.
                }
            }
            catch (Exception exception)
            {
                _whileWaiting = null;
                _queue.Writer.TryComplete(exception);
            }

            return true;
        }
    }

    private void Store(ReceiveMachine machine, FrameBuffer chunk, IPromptSink sink)
    {
        Interlocked.Add(ref _queuedBytes, -chunk.Length);
        if (!_opener.TryJudge(machine, chunk, out var header, out var length))
        {
            return;
        }

        // A sink that writes large pieces has the chunk opened where it belongs; any other gets it where it was opened.
        var room = sink.Reserve(length);
        if (room.IsEmpty)
        {
            sink.Write(_opener.Open(machine, chunk, header, length).Span);
        }
        else
        {
            _opener.OpenInto(room, machine, chunk, header);
            sink.Commit(length);
        }

        NoteTaken(machine, length, sink);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask StoreAsync(ReceiveMachine machine, FrameBuffer chunk, ITransferSink sink, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _queuedBytes, -chunk.Length);
        if (_opener.TryJudge(machine, chunk, out var header, out var length))
        {
            await sink.WriteAsync(_opener.Open(machine, chunk, header, length), cancellationToken).ConfigureAwait(false);
            NoteTaken(machine, length, sink);
        }
    }

    private void NoteTaken(ReceiveMachine machine, int length, ITransferSink sink)
    {
        var before = _waiting;
        _waiting = sink.Waiting;
        var stored = (int)(length + before - _waiting);
        if (machine.OnWritten(stored, Interlocked.Read(ref _queuedBytes), Now))
        {
            _channel.Post(new ProgressMessage(_number, machine.Written, machine.Limit));
        }
    }

    private void TakeMessage(ReceiveMachine machine, TransferMessage message, ITransferSink sink, FailedItems failed)
    {
        var receivedBefore = machine.Received;
        switch (message)
        {
            case StreamMessage stream when machine.OnStream(stream.Epoch, stream.Index, stream.Continues, Manifest, Now):
                if (machine.Received > receivedBefore)
                {
                    sink.SkipTo(machine.Received);
                }

                _opener.Begin(stream.Salt, stream.Epoch);
                NoteTaken(machine, 0, sink);
                break;
            case FailedMessage report when Manifest?.Fail(report.Item) == true:
                failed.Add(Manifest.Paths[report.Item].ToString(), report.Reason);
                sink.Fail(report.Item);
                break;
            default:
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sent a message that makes no sense here.");
        }
    }

    private sealed record Storing(ReceiveMachine Machine, IPromptSink Sink, ProgressReporter Progress);

    private readonly record struct Arrival(FrameBuffer? Chunk = null, TransferMessage? Message = null, bool IsResync = false);
}
