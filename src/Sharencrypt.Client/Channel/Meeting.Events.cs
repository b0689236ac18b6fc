using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Channel;

/// <summary>What the connection tells a meeting.</summary>
internal sealed partial class Meeting
{
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
                _isPeerAway = true;
                Report(ShareStatusKind.PeerAway);
                break;
            case RelayControl.Back back when back.Slot == _peerSlot:
                _isPeerAway = false;
                _isPeerExpected = true;
                Report(ShareStatusKind.PeerBack);
                MeetAgain();
                break;
            case RelayControl.Left left when left.Slot == _peerSlot:
                PeerLeft(left.Reason);
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
        if (payload[0] == (byte)PayloadKind.Handshake)
        {
            TakeHandshake(payload);
            return false;
        }

        if (_channel is null || _channel.IsRetired)
        {
            AskAgain();
            return false;
        }

        switch ((PayloadKind)payload[0])
        {
            case PayloadKind.Message:
                TakeMessage(_channel.Take(payload));
                return false;
            case PayloadKind.Resync:
                if (_channel.TakeResync(payload) && _hasHeardPeer)
                {
                    _events.OnLostSync();
                    _events.OnBackInSync();
                }

                return false;
            case PayloadKind.Chunk:
                return _hasHeardPeer && _channel.IsInSync && _events.OnChunk(frame);
            default:
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side sent something of an unknown kind.");
        }
    }

    public void OnLost() => Report(ShareStatusKind.RelayLost);

    public void OnRestored(RelayControl.Entered entered)
    {
        Report(ShareStatusKind.RelayBack);
        var isOtherSlot = _ownSlot != entered.Slot;
        _ownSlot = entered.Slot;
        _isPeerAway = _peerSlot is not null && !IsHere(entered);
        _isPeerExpected = _peerSlot is { } expected && entered.Peers.Contains(expected);
        if (_role == Role.Host && _greeting.Secrets is { } secrets)
        {
            Send(new ClientControl.Lock(secrets.Token.Hash(), secrets.Room)); // Perhaps it was lost with the connection. Goes before all that waits.
        }

        if (_channel is null && !_hasMet && _role == Role.Guest && isOtherSlot)
        {
            ExpectPeer(RelayLimits.HostSlot); // The relay forgot the room and gave another place.
        }
        else if (_channel is null && !_hasMet && _peerSlot is { } peer && !entered.Peers.Contains(peer) && _role == Role.Host)
        {
            PeerLeft(LeftReason.Left);
        }
        else
        {
            MeetAgain();
        }
    }

    public void OnEnded(ShareException reason) =>
        End(_channel is null && _role == Role.Guest && !_hasMet && reason is PeerEndedException ? BeforeVerified(reason) : reason);

    private static PeerEndedException BeforeVerified(ShareException reason) => reason.Code switch
    {
        ShareErrorCode.CodeWrong => new PeerEndedException(
            ShareErrorCode.CodeWrong, "The code is wrong: the words do not match.", "Check the words with the sender. After three wrong tries the code stops working."),
        ShareErrorCode.PeerLeft => new PeerEndedException(ShareErrorCode.PeerLeft, "The sender is gone.", "Ask the sender for a new code."),
        _ => (PeerEndedException)reason,
    };

    private void MeetAgain()
    {
        (_hasAskedAgain, _hasAnswered) = (false, false);
        if (_channel is not null && !_channel.IsRetired)
        {
            _channel.LoseSync();
            _events.OnLostSync();
        }
        else if (_peerSlot is not null)
        {
            BeginHandshake();
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
            HearPeer(message);
            return;
        }

        switch (message)
        {
            case TransferMessage transfer:
                _events.OnMessage(transfer);
                break;
            case ByeMessage:
                _channel!.Post(new AckMessage()); // It has just been taken on the channel.
                _events.OnBye();
                break;
            case HelloMessage:
                throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side greeted twice.");
            default:
                break;
        }
    }

    private void HearPeer(ChannelMessage message)
    {
        if (message is not HelloMessage)
        {
            throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side did not begin with a greeting.");
        }

        _hasHeardPeer = true;
        _answerTimer?.Dispose();
        _greeting.ExpectAgain();
        Report(ShareStatusKind.PeerVerified);
        var isAgain = _hasMet;
        _hasMet = true;
        if (isAgain)
        {
            _events.OnMetAgain();
        }

        // Last: whoever waits for it offers on this channel at once, and what was offered on it must not be offered again.
        _events.OnVerified(_phrase);
    }
}
