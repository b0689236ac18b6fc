using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <content>Control messages: entering a room, and what a peer may ask for inside it.</content>
internal sealed partial class PeerConnection
{
    private void HandleControl(in InboundMessage message)
    {
        Span<byte> frame = stackalloc byte[RelayLimits.LongestControlFrameBytes];
        var json = message.CopyTo(frame)[RelayLimits.TypeBytes..];
        var error = ClientControl.TryParse(json, out var control);
        if (error != ControlError.None || control is null)
        {
            LogBadControl(_relay.Logger, error);
            Refuse(RelayErrorCode.BadControl);
            return;
        }

        var refusal = _seat is null ? Enter(control) : Do(control);
        if (refusal is { } code)
        {
            Refuse(code);
        }
    }

    private RelayErrorCode? Enter(ClientControl request)
    {
        if (request is not (ClientControl.Open or ClientControl.Join or ClientControl.Resume or ClientControl.Rebuild))
        {
            return RelayErrorCode.BadControl;
        }

        var now = _relay.Clock.Now;
        if (!IsWithinLimits(request, now))
        {
            _relay.Metrics.Refused(RelayErrorCode.RateLimited);
            return RelayErrorCode.RateLimited;
        }

        var entry = _relay.Rooms.Enter(request, this, now);
        if (entry.Seat is { } seat)
        {
            Volatile.Write(ref _seat, seat);
            return null;
        }

        _relay.Metrics.Refused(entry.Error);
        if (request is ClientControl.Join && entry.Error is RelayErrorCode.RoomUnknown or RelayErrorCode.RoomLocked)
        {
            _relay.Addresses.CountFailedJoin(_address, now);
        }

        if (++_tries < RelayLimits.EntryTries || entry.Error.ClosesWith() is not null)
        {
            return entry.Error;
        }

        End(new RelayControl.Error(entry.Error), RelayCloseCode.NotEntered);
        return null;
    }

    private bool IsWithinLimits(ClientControl request, TimeSpan now) => request switch
    {
        ClientControl.Open => _relay.Addresses.TryOpen(_address, now),
        ClientControl.Rebuild rebuild => _relay.Rooms.Knows(rebuild.Room) || _relay.Addresses.TryOpen(_address, now),
        ClientControl.Join => _relay.Addresses.TryJoin(_address, now),
        _ => true,
    };

    private RelayErrorCode? Do(ClientControl request)
    {
        var seat = _seat!; // Not null: this is asked only inside a room.
        switch (request)
        {
            case ClientControl.Lock @lock:
                return _relay.Rooms.Lock(seat, this, @lock.Hash);
            case ClientControl.Remove remove:
                return _relay.Rooms.Remove(seat, this, remove.Slot, _relay.Clock.Now);
            case ClientControl.Leave:
                _relay.Rooms.Leave(seat, this, _relay.Clock.Now);
                return null;
            default:
                return RelayErrorCode.BadControl;
        }
    }
}
