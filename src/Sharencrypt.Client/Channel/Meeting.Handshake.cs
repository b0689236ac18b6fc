using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Channel;

/// <summary>How a meeting comes to its channel, the first time and again.</summary>
internal sealed partial class Meeting
{
    private void ExpectPeer(int slot)
    {
        _peerSlot = slot;
        _isPeerAway = false;
        _isPeerExpected = true;
        var (hostSlot, guestSlot) = _role == Role.Host ? (_ownSlot, slot) : (slot, _ownSlot);
        _greeting.Expect(new HandshakeContext(_room, (byte)hostSlot, (byte)guestSlot));
        BeginHandshake();
    }

    private void BeginHandshake()
    {
        if (_isPeerAway)
        {
            return; // It begins when the peer is there.
        }

        SendWhenQuiet(_greeting.Begin());
        _answerTimer?.Dispose();
        if (!_hasMet) // Whoever has met before may take its time: its process may have been stopped.
        {
            _answerTimer = _options.TimeProvider.CreateTimer(static meeting => ((Meeting)meeting!).AnswerIsLate(), this, AnswerBound, Timeout.InfiniteTimeSpan);
        }
    }

    private void AnswerIsLate()
    {
        if (_hasHeardPeer || _isOver == 1 || _isPeerAway)
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

    /// <summary>A guest that gets what belongs to a channel, and has none, asks the host to begin again; once for each new connection, and not while an answer of its own is under way.</summary>
    private void AskAgain()
    {
        if (_role == Role.Guest && !_hasAskedAgain && !_hasAnswered)
        {
            _hasAskedAgain = true;
            SendWhenQuiet(GuestHandshake.Again());
        }
    }

    private void TakeHandshake(ReadOnlySpan<byte> payload)
    {
        var beginsAnew = _role == Role.Host ? HostHandshake.IsAgain(payload) : GuestHandshake.IsStep1(payload);
        if (_role == Role.Guest && _channel is { IsRetired: false } && !_greeting.IsAgain)
        {
            return; // An echo of a run that is over.
        }

        if (beginsAnew)
        {
            RetireChannel();
        }

        var result = _greeting.Take(payload);
        if (result.Keys is not null)
        {
            OpenChannel(result.Keys, result.Reply);
            return;
        }

        SendWhenQuiet(result.Reply);
        _hasAnswered |= _role == Role.Guest && result.Reply is not null;
        if (_role == Role.Guest && result.Reply is not null)
        {
            _greeting.KeepExpected(_entry, _ownSlot, _peerSlot!.Value); // It has just answered that peer.
        }

        if (result.Error != HandshakeError.None && !_greeting.IsAgain)
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

        var mayGoOn = _greeting.AddWrongGuess();
        _options.Status?.Report(new ShareStatus(ShareStatusKind.WrongGuess, _greeting.WrongGuesses));
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
            RetireChannel();
            _greeting.Keep(_entry, keys, _ownSlot, _peerSlot!.Value, isConfirmed: true);
            if (_role == Role.Host && _greeting.Secrets is { } secrets)
            {
                Send(new ClientControl.Lock(secrets.Token.Hash(), secrets.Room)); // Before the last step: its taker asks for this name alone.
            }

            _hasHeardPeer = false;
            _channel = new PeerChannel(_connection, _peerSlot.Value, keys, _role, lastStep, _quiet);
            _channel.Post(new HelloMessage(_options.ClientName, null));
            _phrase = keys.VerificationPhrase;
            if (!_hasMet)
            {
                Report(ShareStatusKind.PeerArrived);
            }
        }
    }

    /// <summary>The channel is over, here or on the other side: nothing more of it goes out, so that nothing of it meets the next one.</summary>
    private void RetireChannel()
    {
        if (_channel is null || _channel.IsRetired)
        {
            return;
        }

        _quiet = Task.WhenAll(_quiet, _channel.Retire());
        _formerChannels.Add(_channel);
        _events.OnLostSync();
        _events.OnChannelOver();
    }

    /// <summary>Sends a handshake payload behind everything that a former channel has under way.</summary>
    private void SendWhenQuiet(byte[]? payload)
    {
        if (payload is null || _peerSlot is not { } slot)
        {
            return;
        }

        // A channel that opens later waits for it, too: its words must not overtake a step.
        _quiet = SendBehindAsync(_quiet, FrameOf(slot, payload));
    }

    private async Task SendBehindAsync(Task before, byte[] frame)
    {
        await before.ConfigureAwait(false);
        await _connection.PostAsync(frame).ConfigureAwait(false);
    }
}
