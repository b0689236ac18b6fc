using System.Threading.Channels;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Channel;

/// <summary>
/// The sealed channel to one peer, over a <see cref="RelayConnection"/> that comes and goes. What arrives is handed in by
/// the connection's reader; everything that goes out goes through one pump, so numbers and order on the wire agree.
/// </summary>
/// <remarks>
/// A message that was sealed before a connection was lost may be sent by the pump just after; the other side discards it,
/// because the pump sends the resync, or the answer to one, only behind it.
/// </remarks>
internal sealed class PeerChannel : IAsyncDisposable
{
    private readonly RelayConnection _connection;
    private readonly SlotSet _slots;
    private readonly ChannelCipher _outgoing;
    private readonly ChannelCipher _incoming;
    private readonly Channel<bool> _wake = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Guarded by the lock on _machine.
    private readonly ChannelMachine _machine = new();
    private long _syncCount;
    private readonly Queue<Posted> _posted = new();
    private readonly Queue<ResyncState?> _resyncs = new(); // Null stands for "send the unconfirmed again".
    private TaskCompletionSource? _whenConfirmed;
    private ulong _awaited;
    private bool _isRetired;

    // The pump's.
    private readonly Queue<byte[]> _sealed = new();
    private ulong _nextResync;
    private readonly Task _pump;
    private readonly byte[]? _prelude;
    private readonly Task _predecessor;

    /// <param name="connection">Carries it.</param>
    /// <param name="peerSlot">The peer's slot.</param>
    /// <param name="keys">Not kept.</param>
    /// <param name="role">This side's role.</param>
    /// <param name="prelude">A payload that must go out before any message: the last step of the handshake.</param>
    /// <param name="predecessor">Completes when an earlier channel to this peer sends nothing more: nothing goes out before.</param>
    public PeerChannel(RelayConnection connection, int peerSlot, SessionKeys keys, Role role, byte[]? prelude, Task predecessor)
    {
        _prelude = prelude;
        _predecessor = predecessor;
        _connection = connection;
        _slots = SlotSet.Of(peerSlot);
        _outgoing = new ChannelCipher(keys, role);
        _incoming = new ChannelCipher(keys, role == Role.Host ? Role.Guest : Role.Host);
        _pump = Task.Run(PumpAsync, CancellationToken.None);
    }

    /// <summary>Whether what arrives counts; out of sync it is discarded.</summary>
    public bool IsInSync
    {
        get
        {
            lock (_machine)
            {
                return _machine.IsInSync;
            }
        }
    }

    /// <summary>Whether another channel takes, or will take, the place of this one.</summary>
    public bool IsRetired
    {
        get
        {
            lock (_machine)
            {
                return _isRetired;
            }
        }
    }

    /// <summary>Changes whenever the channel goes out of sync or comes back: what was made for another count is about the past.</summary>
    public long SyncCount => Interlocked.Read(ref _syncCount);

    /// <summary>Where chunks go.</summary>
    public SlotSet Slots => _slots;

    /// <summary>Queues a message; never blocks.</summary>
    public void Post(ChannelMessage message) => Enqueue(new Posted(message, null));

    /// <summary>Queues a message; completes when it was handed to the connection, or kept for a resync.</summary>
    public Task SendAsync(ChannelMessage message)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Posted(message, sent));
        return sent.Task;
    }

    /// <summary>Completes when everything that was queued until now has been taken by the other side.</summary>
    public Task WhenConfirmedAsync()
    {
        lock (_machine)
        {
            _awaited = _machine.NextNumber + (ulong)_posted.Count;
            _whenConfirmed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var confirmed = _whenConfirmed.Task;
            NoteConfirmed();
            return confirmed;
        }
    }

    /// <summary>Takes a message payload. Returns null when it is to be passed over.</summary>
    /// <exception cref="SealBrokenException">It is forged, repeated, out of order or against the protocol.</exception>
    public ChannelMessage? Take(ReadOnlySpan<byte> payload)
    {
        if (!ChannelCipher.TryReadMessageHeader(payload, out var number, out var received))
        {
            throw Tampered("A message is malformed.");
        }

        byte[] json;
        lock (_machine)
        {
            switch (_machine.Judge(number))
            {
                case ChannelVerdict.Discard:
                    return null;
                case ChannelVerdict.Attack:
                    throw Tampered("A message was repeated or left out.");
                default:
                    break;
            }

            if (!_incoming.TryOpenMessage(payload, number, out json) || _machine.Taken(received) != ChannelVerdict.Take)
            {
                throw Tampered("A message is not authentic.");
            }

            NoteConfirmed();
        }

        Wake();
        return ChannelMessageCodec.Read(json)
            ?? throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sent a message that this program does not understand.");
    }

    /// <summary>Takes a resync payload. True when the channel is in sync again and transfers may go on.</summary>
    public bool TakeResync(ReadOnlySpan<byte> payload)
    {
        bool isBack;
        lock (_machine)
        {
            if (!_incoming.TryOpenResync(payload, out var number, out var state)
                || _machine.OnResync(number, state, out var answer, out isBack) == ChannelVerdict.Attack)
            {
                throw Tampered("A resync is not authentic.");
            }

            if (answer is not null)
            {
                _resyncs.Enqueue(answer);
            }

            if (isBack)
            {
                Interlocked.Increment(ref _syncCount);
                _resyncs.Enqueue(null);
                NoteConfirmed();
            }
        }

        Wake();
        return isBack;
    }

    /// <summary>This side's connection, or the other's, is new.</summary>
    public void LoseSync()
    {
        lock (_machine)
        {
            Interlocked.Increment(ref _syncCount);
            _resyncs.Enqueue(_machine.LoseSync());
        }

        Wake();
    }

    /// <summary>Sends nothing more: who waits for something to be sent is cancelled.</summary>
    /// <returns>Completes when the last thing that was under way is handed to the connection.</returns>
    public Task Retire()
    {
        lock (_machine)
        {
            _isRetired = true;
        }

        _wake.Writer.TryComplete();
        return _pump;
    }

    /// <summary>Takes nothing more. Completes when what was queued before is handed to the connection, as far as it takes it.</summary>
    public Task FinishAsync()
    {
        _wake.Writer.TryWrite(true);
        _wake.Writer.TryComplete();
        return _pump;
    }

    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        await _pump.ConfigureAwait(false);
        _outgoing.Dispose();
        _incoming.Dispose();
    }

    private static SealBrokenException Tampered(string what) =>
        new(ShareErrorCode.Integrity, what + " Somebody tampers with the connection, or software is broken.");

    private void Enqueue(Posted posted)
    {
        lock (_machine)
        {
            _posted.Enqueue(posted);
        }

        if (!Wake())
        {
            posted.Sent?.TrySetCanceled(CancellationToken.None);
        }
    }

    // False only after disposal: a full channel means that the pump is about to wake anyway.
    private bool Wake() => _wake.Writer.TryWrite(true) || !_wake.Reader.Completion.IsCompleted;

    private void NoteConfirmed()
    {
        if (_whenConfirmed is not null && _machine.Confirmed >= _awaited)
        {
            _whenConfirmed.TrySetResult();
            _whenConfirmed = null;
        }
    }

    private async Task PumpAsync()
    {
        await _predecessor.ConfigureAwait(false);
        if (_prelude is not null)
        {
            await SendPayloadAsync(_prelude).ConfigureAwait(false);
        }

        while (await _wake.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _wake.Reader.TryRead(out _);
            while (Next(out var sent))
            {
                while (_sealed.TryDequeue(out var payload))
                {
                    await SendPayloadAsync(payload).ConfigureAwait(false);
                }

                sent?.TrySetResult();
            }
        }

        lock (_machine)
        {
            while (_posted.TryDequeue(out var left))
            {
                left.Sent?.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    /// <summary>Seals what to send next: resyncs first, since what is new may only follow them. False when there is nothing.</summary>
    private bool Next(out TaskCompletionSource? sent)
    {
        sent = null;
        lock (_machine)
        {
            if (_isRetired)
            {
                return false;
            }

            if (_resyncs.TryDequeue(out var resync))
            {
                SealAgain(resync);
                return true;
            }

            if (_machine.HasRoom && _posted.TryDequeue(out var posted))
            {
                sent = posted.Sent;
                Seal(posted.Message);
                return true;
            }

            if (_machine.OwesAck)
            {
                Seal(new AckMessage());
                return true;
            }

            return false;
        }
    }

    private void SealAgain(ResyncState? resync)
    {
        if (resync is { } state)
        {
            _sealed.Enqueue(_outgoing.SealResync(_nextResync++, state));
        }
        else if (_machine.IsInSync)
        {
            foreach (var payload in _machine.Unconfirmed)
            {
                _sealed.Enqueue(payload);
            }
        }
    }

    private void Seal(ChannelMessage message)
    {
        var payload = _outgoing.SealMessage(_machine.NextNumber, _machine.Expected, ChannelMessageCodec.Write(message));
        _machine.Keep(payload);
        if (_machine.IsInSync)
        {
            _sealed.Enqueue(payload);
        }
    }

    private async ValueTask SendPayloadAsync(byte[] payload)
    {
        using var frame = FrameBuffer.Rent();
        frame.Length = RelayLimits.DataHeaderBytes + payload.Length;
        FrameWriter.WriteDataHeader(frame.Frame, _slots);
        payload.CopyTo(frame.Payload);
        await _connection.TrySendAsync(frame.Whole[..frame.Length]).ConfigureAwait(false);
    }

    private readonly record struct Posted(ChannelMessage Message, TaskCompletionSource? Sent);
}
