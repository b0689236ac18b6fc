using System.Threading.Channels;
using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Hands what arrives to the transfer that it belongs to, and keeps the session's promises to whoever waits.</summary>
internal sealed class SessionEvents : IMeetingEvents
{
    private readonly TimeProvider _time;
    private readonly Channel<IncomingOffer> _offers = System.Threading.Channels.Channel.CreateUnbounded<IncomingOffer>();
    private readonly TaskCompletionSource<string> _verified = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by the lock on _transfers.
    private readonly Dictionary<uint, ITransfer> _transfers = [];
    private uint _nextOwn;
    private uint _nextTheirs;
    private ShareException? _end;

    public SessionEvents(Role role, TimeProvider time)
    {
        _time = time;
        _nextOwn = role == Role.Host ? 0u : 1u;
        _nextTheirs = role == Role.Host ? 1u : 0u;
        _ = _verified.Task.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The meeting that tells; set once, before it starts.</summary>
    public Meeting? Meeting { get; set; }

    /// <summary>The verification phrase, once the other side has proven the secret.</summary>
    public Task<string> Verified => _verified.Task;

    /// <summary>Completes when the session is over.</summary>
    public Task Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    public ChannelReader<IncomingOffer> Offers => _offers.Reader;

    /// <summary>The number of the next transfer of this side.</summary>
    public uint NextTransfer()
    {
        lock (_transfers)
        {
            var number = _nextOwn;
            _nextOwn += 2;
            return number;
        }
    }

    public void Add(uint number, ITransfer transfer)
    {
        lock (_transfers)
        {
            if (_end is not null)
            {
                throw _end;
            }

            _transfers.Add(number, transfer);
        }
    }

    public void Remove(uint number)
    {
        lock (_transfers)
        {
            _transfers.Remove(number);
        }
    }

    public void OnVerified(string verificationPhrase) => _verified.TrySetResult(verificationPhrase);

    public void OnMessage(TransferMessage message)
    {
        switch (message)
        {
            case OfferMessage offer:
                TakeOffer(offer);
                break;
            case ItemsMessage items:
                TakeItems(items);
                break;
            default:
                Find(message.Transfer)?.Take(message); // What still arrives for a closed number is ignored.
                break;
        }
    }

    public bool OnChunk(FrameBuffer frame)
    {
        if (!ChunkHeader.TryRead(frame.Payload, out var header))
        {
            throw new SealBrokenException(ShareErrorCode.Integrity, "A piece of what arrived is malformed.");
        }

        if (Find(header.Transfer) is not IncomingTransfer transfer)
        {
            return false;
        }

        transfer.TakeChunk(frame);
        return true;
    }

    public void OnLostSync() => ForEach(static transfer => transfer.LoseSync());

    public void OnBackInSync() => ForEach(static transfer => transfer.BackInSync());

    public void OnBye() => _offers.Writer.TryComplete();

    public void OnEnded(ShareException reason)
    {
        lock (_transfers)
        {
            _end ??= reason;
        }

        ForEach(transfer => transfer.Fail(reason));
        _verified.TrySetException(reason);
        _offers.Writer.TryComplete(reason);
        _ended.TrySetResult();
    }

    private void TakeOffer(OfferMessage offer)
    {
        var transfer = new IncomingTransfer(offer, Meeting!.Channel!, _time);
        lock (_transfers)
        {
            if (offer.Transfer != _nextTheirs)
            {
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side gave an offer a wrong number.");
            }

            _nextTheirs += 2;
            if (_transfers.Count(pair => pair.Value is IncomingTransfer) >= TransferLimits.MaxOpenTransfers)
            {
                transfer.Decline(Reasons.Busy, null);
                return;
            }

            _transfers.Add(offer.Transfer, transfer);
        }

        if (offer.Terms.Items == 0)
        {
            Present(offer.Transfer, transfer);
        }
    }

    private void TakeItems(ItemsMessage items)
    {
        if (Find(items.Transfer) is not IncomingTransfer transfer)
        {
            return;
        }

        try
        {
            if (transfer.AddItems(items.Items, Files.LocalPathRules.Current))
            {
                Present(items.Transfer, transfer);
            }
        }
        catch (LocalFileException unsafeOffer)
        {
            Remove(items.Transfer);
            transfer.Decline(Reasons.Unsafe, unsafeOffer.Message);
            _offers.Writer.TryComplete(unsafeOffer);
        }
    }

    private void Present(uint number, IncomingTransfer transfer) =>
        _offers.Writer.TryWrite(new IncomingOffer(transfer, _time, _ => Remove(number)));

    private ITransfer? Find(uint number)
    {
        lock (_transfers)
        {
            return _transfers.GetValueOrDefault(number);
        }
    }

    private void ForEach(Action<ITransfer> action)
    {
        ITransfer[] all;
        lock (_transfers)
        {
            all = [.. _transfers.Values];
        }

        foreach (var transfer in all)
        {
            action(transfer);
        }
    }
}
