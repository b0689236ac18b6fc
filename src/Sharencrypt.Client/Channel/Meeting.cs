using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Channel;

/// <summary>
/// One room, one other peer: proves the secret, opens the channel, keeps strangers out, and puts the channel in sync again
/// whenever a connection was lost. All state belongs to the connection's reader, which calls one method at a time.
/// </summary>
internal sealed class Meeting : IRelayEvents, IAsyncDisposable
{
    private static readonly TimeSpan AnswerBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly Role _role;
    private readonly SecretBytes _password;
    private readonly ShareOptions _options;
    private readonly IMeetingEvents _events;
    private readonly RoomEntry _entry;
    private readonly RelayConnection _connection;
    private readonly GuessCounter _guesses = new();
    private readonly List<PeerChannel> _staleChannels = []; // Of runs that the guest never confirmed.

    private string _room = "";
    private int _ownSlot;
    private int? _peerSlot;
    private Handshake? _handshake;
    private PeerChannel? _channel;
    private ITimer? _answerTimer;
    private string _phrase = "";
    private bool _hasHeardPeer;
    private int _isOver;

    public Meeting(Role role, RoomEntry entry, SecretBytes password, IRelayConnector connector, ShareOptions options, IMeetingEvents events)
    {
        _role = role;
        _entry = entry;
        _password = password;
        _options = options;
        _events = events;
        _connection = new RelayConnection(connector, entry, this, options.TimeProvider);
    }

    /// <summary>The channel; null until the other side has proven the secret.</summary>
    public PeerChannel? Channel => _channel;

    /// <summary>The connection that carries it.</summary>
    public RelayConnection Connection => _connection;

    /// <summary>Enters the room. Returns its name.</summary>
    public async ValueTask<string> EnterAsync(CancellationToken cancellationToken)
    {
        var entered = await _connection.EnterAsync(cancellationToken).ConfigureAwait(false);
        _room = entered.Room.Value;
        _ownSlot = entered.Slot;
        return _room;
    }

    /// <summary>Begins to take what arrives.</summary>
    public void Start()
    {
        if (_role == Role.Guest)
        {
            ExpectPeer(RelayLimits.HostSlot);
        }

        _connection.Start();
        Report(ShareStatusKind.Entered);
    }

    public void OnWelcome(RelayControl.Welcome welcome)
    {
        var difference = _options.TimeProvider.GetUtcNow() - welcome.Time;
        if (difference.Duration() > ClockTolerance)
        {
            _options.Status?.Report(new ShareStatus(ShareStatusKind.ClockWrong, Difference: difference));
        }
    }

    public void OnPeer(RelayControl control)
    {
        switch (control)
        {
            case RelayControl.Arrived arrived when _role == Role.Host && _peerSlot is null:
                ExpectPeer(arrived.Slot);
                break;
            case RelayControl.Away away when away.Slot == _peerSlot:
                Report(ShareStatusKind.PeerAway);
                break;
            case RelayControl.Back back when back.Slot == _peerSlot:
                Report(ShareStatusKind.PeerBack);
                MeetAgain();
                break;
            case RelayControl.Left left when left.Slot == _peerSlot:
                PeerLeft();
                break;
            default:
                break;
        }
    }

    public bool OnData(int slot, FrameBuffer frame)
    {
        if (slot != _peerSlot || _isOver == 1)
        {
            return false; // From a peer that was just removed.
        }

        var payload = frame.Payload;
        if (_channel is null || payload[0] == (byte)PayloadKind.Handshake)
        {
            TakeHandshake(payload);
            return false;
        }

        switch ((PayloadKind)payload[0])
        {
            case PayloadKind.Message:
                TakeMessage(_channel.Take(payload));
                return false;
            case PayloadKind.Resync:
                if (_channel.TakeResync(payload))
                {
                    _events.OnLostSync();
                    _events.OnBackInSync();
                }

                return false;
            case PayloadKind.Chunk:
                return _channel.IsInSync && _events.OnChunk(frame);
            default:
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sent something of an unknown kind.");
        }
    }

    public void OnLost() => Report(ShareStatusKind.RelayLost);

    public void OnRestored(RelayControl.Entered entered)
    {
        Report(ShareStatusKind.RelayBack);
        _ownSlot = entered.Slot;
        if (_peerSlot is { } peer && !entered.Peers.Contains(peer) && _channel is null)
        {
            PeerLeft();
        }
        else
        {
            MeetAgain();
        }
    }

    public void OnEnded(ShareException reason) =>
        End(_channel is null && _role == Role.Guest && reason is PeerEndedException ? BeforeVerified(reason) : reason);

    public async ValueTask DisposeAsync()
    {
        _isOver = 1;
        if (_answerTimer is not null)
        {
            await _answerTimer.DisposeAsync().ConfigureAwait(false);
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _staleChannels.Append(_channel).OfType<PeerChannel>())
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        _handshake?.Dispose();
        _password.Dispose();
    }

    private void End(ShareException reason)
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) // The reader and the timer may both find out.
        {
            _answerTimer?.Dispose();
            _events.OnEnded(reason);
        }
    }

    private static PeerEndedException BeforeVerified(ShareException reason) => reason.Code switch
    {
        ShareErrorCode.CodeWrong => new PeerEndedException(
            ShareErrorCode.CodeWrong, "The code is wrong: the words do not match.", "Check the words with the sender. After three wrong tries the code stops working."),
        ShareErrorCode.PeerLeft => new PeerEndedException(ShareErrorCode.PeerLeft, "The sender is gone.", "Ask the sender for a new code."),
        _ => (PeerEndedException)reason,
    };

    private void ExpectPeer(int slot)
    {
        _peerSlot = slot;
        _entry.HaveCompany();
        var (hostSlot, guestSlot) = _role == Role.Host ? (_ownSlot, slot) : (slot, _ownSlot);
        _handshake?.Dispose();
        _handshake = Handshake.Of(_role, new HandshakeContext(_room, (byte)hostSlot, (byte)guestSlot), _password);
        BeginHandshake();
    }

    private void BeginHandshake()
    {
        SendToPeer(_handshake!.Begin());
        _answerTimer?.Dispose();
        _answerTimer = _options.TimeProvider.CreateTimer(static meeting => ((Meeting)meeting!).AnswerIsLate(), this, AnswerBound, Timeout.InfiniteTimeSpan);
    }

    private void AnswerIsLate()
    {
        if (_hasHeardPeer || _isOver == 1)
        {
            return;
        }

        if (_role == Role.Host && _channel is not null)
        {
            End(new PeerEndedException(ShareErrorCode.PeerLeft, "The other side vanished in the middle of the greeting.", "Start again with a new code."));
        }
        else if (_role == Role.Host && _peerSlot is { } slot)
        {
            Send(new ClientControl.Remove(slot)); // It proved nothing, so it was no guess; "left" follows.
        }
        else
        {
            End(new PeerEndedException(ShareErrorCode.PeerLeft, "The sender does not answer.", "Ask whether their screen still shows the code, then try again."));
        }
    }

    private void TakeHandshake(ReadOnlySpan<byte> payload)
    {
        if (_channel is not null)
        {
            if (_role == Role.Guest || _hasHeardPeer || !HostHandshake.IsAgain(payload))
            {
                return; // An echo of a run that is over.
            }

            _staleChannels.Add(_channel); // The guest never got the last step.
            _channel = null;
        }

        var result = _handshake!.Take(payload);
        if (result.Keys is not null)
        {
            OpenChannel(result.Keys, result.Reply);
            return;
        }

        SendToPeer(result.Reply);
        if (result.Error != HandshakeError.None)
        {
            HandshakeFailed(result.Error);
        }
    }

    private void HandshakeFailed(HandshakeError error)
    {
        if (_role == Role.Guest)
        {
            End(error == HandshakeError.Version
                ? new PeerEndedException(ShareErrorCode.PeerVersion, "The other side uses another version of Sharencrypt.", "Update whichever is older.")
                : new PeerEndedException(ShareErrorCode.CodeWrong, "The code is wrong, or somebody between you and the sender tampers with it.", "Ask the sender for a new code."));
            return;
        }

        var mayGoOn = _guesses.Add();
        _options.Status?.Report(new ShareStatus(ShareStatusKind.WrongGuess, _guesses.Count));
        Send(new ClientControl.Remove(_peerSlot!.Value)); // There is a peer: it has just guessed.
        if (mayGoOn)
        {
            return;
        }

        End(new PeerEndedException(
            ShareErrorCode.TooManyGuesses,
            "Somebody tried three wrong codes, so this code no longer works.",
            "Start again for a new code. Use --words 3 if somebody is guessing."));
    }

    private void OpenChannel(SessionKeys keys, byte[]? lastStep)
    {
        using (keys)
        {
            _channel = new PeerChannel(_connection, _peerSlot!.Value, keys, _role, lastStep);
            RoomToken.TryCreate(keys.RoomToken.Span, out var token);
            _entry.Know(token!); // 32 bytes by construction.
            if (_role == Role.Host)
            {
                Send(new ClientControl.Lock(token!.Hash(), null));
            }

            _channel.Post(new HelloMessage(_options.ClientName, null));
            Report(ShareStatusKind.PeerArrived);
            _phrase = keys.VerificationPhrase;
        }
    }

    private void TakeMessage(ChannelMessage? message)
    {
        if (message is null)
        {
            return;
        }

        if (!_hasHeardPeer)
        {
            if (message is not HelloMessage)
            {
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side did not begin with a greeting.");
            }

            _hasHeardPeer = true;
            _answerTimer?.Dispose();
            Report(ShareStatusKind.PeerVerified);
            _events.OnVerified(_phrase);
            return;
        }

        switch (message)
        {
            case TransferMessage transfer:
                _events.OnMessage(transfer);
                break;
            case ByeMessage:
                _channel!.Post(new AckMessage());
                _events.OnBye();
                break;
            case HelloMessage:
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side greeted twice.");
            default:
                break;
        }
    }

    private void MeetAgain()
    {
        if (_channel is not null)
        {
            _channel.LoseSync();
            _events.OnLostSync();
        }
        else if (_peerSlot is not null)
        {
            BeginHandshake();
        }
    }

    private void PeerLeft()
    {
        if (_role == Role.Host && _channel is null)
        {
            _answerTimer?.Dispose();
            _peerSlot = null; // The place is free for the right one.
            return;
        }

        End(new PeerEndedException(ShareErrorCode.PeerLeft, "The other side left before everything was done.", "Ask them, and start again."));
    }

    private void SendToPeer(byte[]? payload)
    {
        if (payload is null || _peerSlot is not { } slot)
        {
            return;
        }

        var frame = new byte[RelayLimits.DataHeaderBytes + payload.Length];
        FrameWriter.WriteDataHeader(frame, SlotSet.Of(slot));
        payload.CopyTo(frame, RelayLimits.DataHeaderBytes);
        _connection.Post(frame);
    }

    private void Send(ClientControl control) => _connection.Post(control);

    private void Report(ShareStatusKind kind) => _options.Status?.Report(new ShareStatus(kind));
}
