using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Limits;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// One connection's way into a room, what it may ask for there, and how it gives up its seat. Owner: the connection's
/// read loop; only <see cref="Seat"/> is read by others.
/// </summary>
internal sealed class Membership(RelayCore relay, AddressUsage address, IRoomPeer peer)
{
    private Seat? _seat;
    private int _tries;

    /// <summary>The seat, once one was taken; it stays this one, also when it is not ours any more.</summary>
    public Seat? Seat => Volatile.Read(ref _seat);

    /// <summary>Whether the seat is still ours.</summary>
    public bool IsSeated => Seat?.Peer == peer;

    /// <summary>Does what a control message asks for.</summary>
    /// <returns>Why not, or null when it is done.</returns>
    public RelayErrorCode? Do(ClientControl request) => _seat is { } seat ? Do(request, seat) : Enter(request);

    /// <summary>Whether the connection has used up its tries to enter.</summary>
    public bool IsOutOfTries => _tries >= RelayLimits.EntryTries;

    /// <summary>The connection is lost, or as good as lost. Does nothing the second time.</summary>
    public void GiveUp()
    {
        if (_seat is { } seat)
        {
            relay.Rooms.Lose(seat, peer, relay.Clock.Now);
        }
    }

    private RelayErrorCode? Enter(ClientControl request)
    {
        if (request is not (ClientControl.Open or ClientControl.Join or ClientControl.Resume or ClientControl.Rebuild))
        {
            return RelayErrorCode.BadControl;
        }

        var now = relay.Clock.Now;
        var entry = IsWithinLimits(request, now) ? relay.Rooms.Enter(request, peer, now) : RelayErrorCode.RateLimited;
        if (entry.Seat is { } seat)
        {
            Volatile.Write(ref _seat, seat);
            return null;
        }

        _tries++;
        relay.Metrics.Refused(entry.Error);
        if (request is ClientControl.Join && entry.Error is RelayErrorCode.RoomUnknown or RelayErrorCode.RoomLocked)
        {
            relay.Addresses.CountFailedJoin(address, now);
        }

        return entry.Error;
    }

    private bool IsWithinLimits(ClientControl request, TimeSpan now) => request switch
    {
        ClientControl.Open => relay.Addresses.TryOpen(address, now),
        ClientControl.Rebuild rebuild => relay.Rooms.Knows(rebuild.Room) || relay.Addresses.TryOpen(address, now),
        ClientControl.Join => relay.Addresses.TryJoin(address, now),
        _ => true,
    };

    private RelayErrorCode? Do(ClientControl request, Seat seat)
    {
        switch (request)
        {
            case ClientControl.Lock @lock:
                return relay.Rooms.Lock(seat, peer, @lock.Hash, @lock.Room);
            case ClientControl.Remove remove:
                return relay.Rooms.Remove(seat, peer, remove.Slot, relay.Clock.Now);
            case ClientControl.Leave:
                relay.Rooms.Leave(seat, peer, relay.Clock.Now);
                return null;
            default:
                return RelayErrorCode.BadControl;
        }
    }
}
