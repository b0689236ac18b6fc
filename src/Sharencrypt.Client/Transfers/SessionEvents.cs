using System.Threading.Channels;
using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
using Sharencrypt.Client.State;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Hands what arrives to the transfer that it belongs to, and keeps the session's promises to whoever waits.</summary>
internal sealed class SessionEvents : IMeetingEvents
{
    private readonly TimeProvider _time;
    private readonly Role _role;
    private readonly Channel<IncomingOffer> _offers = System.Threading.Channels.Channel.CreateUnbounded<IncomingOffer>();
    private readonly TaskCompletionSource<string> _verified = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by the lock on _open.
    private readonly Dictionary<uint, ITransfer> _open = []; // By their numbers on the present channel.
    private readonly List<OutgoingTransfer> _outgoing = []; // In the order in which they were offered first.
    private readonly List<IncomingTransfer> _incoming = [];
    private bool _isOpen; // Whether the other side has greeted on the present channel: only then is anything offered on it.
    private uint _nextOwn;
    private uint _nextTheirs;
    private ShareException? _end;
    private volatile bool _hasHeardBye;

    public SessionEvents(Role role, TimeProvider time)
    {
        (_role, _time) = (role, time);
        ResetNumbers();
        _ = _verified.Task.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The meeting that tells; set once, before it starts.</summary>
    public Meeting? Meeting { get; set; }

    /// <summary>What an accepted transfer needs to be kept; null when nothing is kept.</summary>
    public TransferKeeper? Keeper { get; set; }

    /// <summary>The verification phrase, once the other side has proven the secret.</summary>
    public Task<string> Verified => _verified.Task;

    /// <summary>Completes when the session is over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the other side has said that no more will come, and is about to leave.</summary>
    public bool HasHeardBye => _hasHeardBye;

    public bool HasEnded => _ended.Task.IsCompleted;

    public ChannelReader<IncomingOffer> Offers => _offers.Reader;

    /// <summary>Transfers that are complete here while the sender does not know it yet.</summary>
    public IReadOnlyList<IncomingTransfer> Untold
    {
        get
        {
            lock (_open)
            {
                return [.. _incoming.Where(transfer => transfer.IsComplete && !transfer.Told.IsCompleted)];
            }
        }
    }

    /// <summary>Begins to send one, on the present channel and those that may follow.</summary>
    public void Add(OutgoingTransfer transfer)
    {
        lock (_open)
        {
            if (_end is not null)
            {
                throw _end;
            }

            _outgoing.Add(transfer);
            if (_isOpen)
            {
                Attach(transfer);
            }
        }
    }

    public void Remove(OutgoingTransfer transfer)
    {
        lock (_open)
        {
            _outgoing.Remove(transfer);
            RemoveFromOpen(other => other == transfer);
        }
    }

    /// <summary>Expects one that an earlier process accepted.</summary>
    public void Expect(IncomingTransfer transfer)
    {
        lock (_open)
        {
            _incoming.Add(transfer);
        }
    }

    public void OnVerified(string verificationPhrase)
    {
        lock (_open)
        {
            _isOpen = true;
        }

        _verified.TrySetResult(verificationPhrase);
    }

    public void OnChannelOver()
    {
        lock (_open)
        {
            _isOpen = false;
        }
    }

    public void OnMetAgain()
    {
        lock (_open)
        {
            _isOpen = true;
            foreach (var leg in _open.Values.OfType<IncomingLeg>())
            {
                if (leg.Id is null)
                {
                    leg.Fail(new PeerEndedException(ShareErrorCode.PeerFailed, "The other side started again, and what it sent cannot be continued.", "Ask the sender to send it again."));
                }

                leg.Abandon();
            }

            _open.Clear();
            ResetNumbers();
            _outgoing.ForEach(Attach);
        }
    }

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

        if (Find(header.Transfer) is not IncomingLeg leg)
        {
            return false;
        }

        leg.TakeChunk(frame);
        return true;
    }

    public void OnLostSync() => ForEach(static transfer => transfer.LoseSync());

    public void OnBackInSync() => ForEach(static transfer => transfer.BackInSync());

    public void OnBye()
    {
        _hasHeardBye = true;
        _offers.Writer.TryComplete();
    }

    public void OnEnded(ShareException reason)
    {
        IncomingTransfer[] incoming;
        lock (_open)
        {
            _end ??= reason;
            incoming = [.. _incoming];
        }

        ForEach(transfer => transfer.Fail(reason));
        Array.ForEach(incoming, transfer => transfer.Fail(reason));
        OutgoingTransfer[] outgoing;
        lock (_open)
        {
            outgoing = [.. _outgoing];
        }

        Array.ForEach(outgoing, transfer => transfer.Fail(reason));
        _verified.TrySetException(reason);
        _offers.Writer.TryComplete(reason);
        _ended.TrySetResult();
    }

    private void ResetNumbers()
    {
        _nextOwn = _role == Role.Host ? 0u : 1u;
        _nextTheirs = _role == Role.Host ? 1u : 0u;
    }

    private void Attach(OutgoingTransfer transfer)
    {
        var number = _nextOwn;
        _nextOwn += 2;
        _open.Add(number, transfer);
        transfer.Attach(number, Meeting!); // Set before it starts.
    }

    private void TakeOffer(OfferMessage offer)
    {
        var leg = new IncomingLeg(offer, Meeting!.Channel!, _time); // It came on the channel.
        lock (_open)
        {
            if (offer.Transfer != _nextTheirs)
            {
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side gave an offer a wrong number.");
            }

            _nextTheirs += 2;
            if (_open.Values.Count(transfer => transfer is IncomingLeg) >= TransferLimits.MaxOpenTransfers)
            {
                leg.Decline(Reasons.Busy, null);
                leg.Dispose();
                return;
            }

            _open.Add(offer.Transfer, leg);
        }

        if (offer.Terms.Items == 0)
        {
            Present(leg);
        }
    }

    private void TakeItems(ItemsMessage items)
    {
        if (Find(items.Transfer) is not IncomingLeg leg)
        {
            return;
        }

        try
        {
            if (leg.AddItems(items.Items, Files.LocalPathRules.Current))
            {
                Present(leg);
            }
        }
        catch (LocalFileException unsafeOffer)
        {
            lock (_open)
            {
                _open.Remove(items.Transfer);
            }

            leg.Decline(Reasons.Unsafe, unsafeOffer.Message);
            _offers.Writer.TryComplete(unsafeOffer);
        }
    }

    private void Present(IncomingLeg leg)
    {
        IncomingTransfer? known;
        lock (_open)
        {
            known = leg.Id is null ? null : _incoming.Find(transfer => transfer.Id == leg.Id);
        }

        if (known is not null)
        {
            known.Adopt(leg);
            return;
        }

        var transfer = new IncomingTransfer(leg, _time);
        lock (_open)
        {
            _incoming.Add(transfer);
        }

        _offers.Writer.TryWrite(new IncomingOffer(transfer, _time, Keeper, Remove));
    }

    // A transfer that is complete stays known, so that a sender that did not hear it can be told again.
    private void Remove(IncomingTransfer transfer)
    {
        lock (_open)
        {
            RemoveFromOpen(other => other is IncomingLeg leg && transfer.IsCarriedBy(leg));
            if (!transfer.IsComplete)
            {
                _incoming.Remove(transfer);
            }
        }
    }

    private void RemoveFromOpen(Predicate<ITransfer> which)
    {
        foreach (var number in _open.Where(pair => which(pair.Value)).Select(pair => pair.Key).ToList())
        {
            _open.Remove(number);
        }
    }

    private ITransfer? Find(uint number)
    {
        lock (_open)
        {
            return _open.GetValueOrDefault(number);
        }
    }

    private void ForEach(Action<ITransfer> action)
    {
        ITransfer[] all;
        lock (_open)
        {
            all = [.. _open.Values];
        }

        foreach (var transfer in all)
        {
            action(transfer);
        }
    }
}
