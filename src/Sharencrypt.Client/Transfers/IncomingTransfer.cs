using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>
/// Receives one transfer. The connection's reader queues what arrives, in order; one task opens chunks and hands them to
/// the sink. The window, not the network, bounds the queue.
/// </summary>
internal sealed class IncomingTransfer : ITransfer, IAsyncDisposable
{
    private readonly uint _number;
    private readonly PeerChannel _channel;
    private readonly TimeProvider _time;
    private readonly SecretBytes _key;
    private readonly ReceiveMachine _machine;
    private readonly Channel<Arrival> _queue = System.Threading.Channels.Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly List<TransferItem> _items = [];
    private readonly List<FailedItem> _failed = [];
    private long _queuedBytes;
    private ChunkCipher? _cipher;
    private readonly CancellationTokenSource _cancelled = new();
    private volatile PeerEndedException? _cancel;
    private volatile bool _isAccepted;
    private bool _isDisposed; // Guarded, with _cancelled, by the lock on _items.

    public IncomingTransfer(OfferMessage offer, PeerChannel channel, TimeProvider time)
    {
        _number = offer.Transfer;
        Terms = offer.Terms;
        _key = offer.Key;
        _channel = channel;
        _time = time;
        _machine = new ReceiveMachine(offer.Terms);
    }

    /// <summary>What is offered.</summary>
    public OfferTerms Terms { get; }

    /// <summary>The checked items, once all have come; null when there are none.</summary>
    public Manifest? Manifest { get; private set; }

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
            throw Unsafe(problem, wrong);
        }

        Manifest = manifest!.TotalBytes == Terms.Bytes ? manifest
            : throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side's sizes do not add up.");
        return true;
    }

    /// <summary>Says yes and receives to the end.</summary>
    public async Task<TransferSummary> RunAsync(ITransferSink sink, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _cancelled.Token);
        try
        {
            var reporter = new ProgressReporter(progress, Manifest, Terms.Bytes);
            _isAccepted = true;
            _channel.Post(new AcceptMessage(_number, _machine.NextIndex, _machine.Limit));
            await ReceiveAsync(sink, reporter, stop.Token).ConfigureAwait(false);
            var saved = await sink.CompleteAsync(stop.Token).ConfigureAwait(false);
            _channel.Post(new CompleteMessage(_number));
            return new TransferSummary
            {
                Bytes = _machine.Written,
                Files = Math.Max(0, (Manifest?.Items.Count(item => item.Kind == ItemKind.File) ?? 1) - _failed.Count),
                Elapsed = _time.GetElapsedTime(startedAt),
                Failed = _failed,
                Saved = saved,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _channel.Post(new CancelMessage(_number, Reasons.Cancelled, null));
            throw;
        }
        catch (OperationCanceledException) when (_cancel is not null)
        {
            throw _cancel;
        }
        catch (ChannelClosedException closed) when (closed.InnerException is ShareException)
        {
            ExceptionDispatchInfo.Throw(closed.InnerException);
            throw;
        }
        catch (ShareException exception) when (exception is LocalFileException or SealBrokenException)
        {
            _channel.Post(new CancelMessage(_number, PeerEnding.ReasonFor(exception), null));
            throw;
        }
    }

    /// <summary>Says no.</summary>
    public void Decline(string reason, string? message) => _channel.Post(new DeclineMessage(_number, reason, PeerEnding.Shorten(message)));

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

    /// <summary>Queues a chunk and becomes its owner.</summary>
    /// <exception cref="SealBrokenException">The other side sends far beyond what was granted.</exception>
    public void TakeChunk(FrameBuffer frame)
    {
        if (!_isAccepted || Interlocked.Add(ref _queuedBytes, frame.Length) > TransferLimits.MaxWindowBytes * 2)
        {
            frame.Dispose();
            throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sends more than it was allowed to.");
        }

        Enqueue(new Arrival(Chunk: frame));
    }

    public void LoseSync()
    {
        // The queue still holds what arrived whole; the resync comes behind it.
    }

    public void BackInSync() => Enqueue(new Arrival(IsResync: true));

    public void Fail(ShareException reason) => _queue.Writer.TryComplete(reason);

    public ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var arrival))
        {
            arrival.Chunk?.Dispose();
        }

        _cipher?.Dispose();
        _key.Dispose();
        lock (_items)
        {
            _isDisposed = true;
            _cancelled.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static LocalFileException Unsafe(PathProblem problem, string path) => new(
        ShareErrorCode.UnsafeOffer,
        $"The other side offers a name that must not be written here: “{Printable.Escape(path)}” ({problem switch
        {
            PathProblem.Traversal => "it leads out of the folder",
            PathProblem.Empty => "a part of it is empty",
            PathProblem.TooLong => "it is too long",
            PathProblem.BadCharacter => "it holds control characters, a backslash or broken text",
            PathProblem.NotForWindows => "Windows cannot have such a name",
            _ => "two items would become the same file",
        }}).",
        "Nothing was received. If you trust the sender, ask them to rename it.");

    private void Enqueue(Arrival arrival)
    {
        if (!_queue.Writer.TryWrite(arrival))
        {
            arrival.Chunk?.Dispose(); // The transfer is over; what still arrives for it is passed over.
        }
    }

    private async Task ReceiveAsync(ITransferSink sink, ProgressReporter progress, CancellationToken cancellationToken)
    {
        while (!_machine.HasFinal)
        {
            var arrival = await _queue.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (arrival.Chunk is { } chunk)
            {
                using (chunk)
                {
                    await TakeChunkAsync(chunk, sink, cancellationToken).ConfigureAwait(false);
                }

                progress.Report(_machine.Written);
            }
            else if (arrival.IsResync)
            {
                _machine.Continue();
                _channel.Post(new ContinueMessage(_number, _machine.NextIndex, _machine.Limit));
            }
            else
            {
                TakeMessage(arrival.Message!, sink);
            }
        }
    }

    private async ValueTask TakeChunkAsync(FrameBuffer chunk, ITransferSink sink, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _queuedBytes, -chunk.Length);
        var length = chunk.Length - Protocol.Relay.RelayLimits.DataHeaderBytes - ChunkHeader.OverheadBytes;
        if (!ChunkHeader.TryRead(chunk.Payload, out var header))
        {
            throw Tampered();
        }

        switch (_machine.Judge(header, length))
        {
            case ChunkVerdict.Discard:
                return;
            case ChunkVerdict.Take when _cipher is not null && _cipher.TryOpen(header, chunk.Payload, out _):
                break;
            default:
                throw Tampered();
        }

        _machine.Taken(length, header.IsFinal);
        var text = chunk.Whole.Slice(Protocol.Relay.RelayLimits.DataHeaderBytes + ChunkHeader.Bytes, length);
        await sink.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        NoteWritten(length);
    }

    private void NoteWritten(int length)
    {
        if (_machine.OnWritten(length, _time.GetElapsedTime(0)))
        {
            _channel.Post(new ProgressMessage(_number, _machine.Written, _machine.Limit));
        }
    }

    private void TakeMessage(TransferMessage message, ITransferSink sink)
    {
        var receivedBefore = _machine.Received;
        switch (message)
        {
            case StreamMessage stream when _machine.OnStream(stream.Epoch, stream.Index, stream.Continues, Manifest):
                if (_machine.Received > receivedBefore)
                {
                    sink.SkipTo(_machine.Received);
                }

                _cipher?.Dispose();
                _cipher = new ChunkCipher(_key, stream.Salt, _number, stream.Epoch);
                NoteWritten(0);
                break;
            case FailedMessage failed when Manifest?.Fail(failed.Item) == true:
                _failed.Add(new FailedItem(Manifest.Paths[failed.Item].ToString(), Printable.Escape(failed.Reason)));
                sink.Fail(failed.Item);
                break;
            default:
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sent a message that makes no sense here.");
        }
    }

    private static SealBrokenException Tampered() =>
        new(ShareErrorCode.Integrity, "A piece of what arrived is not authentic: somebody tampers with the connection, or software is broken. Nothing of it is kept.");

    private readonly record struct Arrival(FrameBuffer? Chunk = null, TransferMessage? Message = null, bool IsResync = false);
}
