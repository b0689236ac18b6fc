using System.Security.Cryptography;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Rooms;

/// <summary>
/// All rooms of this relay. One lock guards them: what happens under it is short, rare beside the data path (which does not
/// take it) and waits for nothing.
/// </summary>
internal sealed class RoomTable(RoomRules rules, Func<int, int, int>? chooseNumber = null)
{
    private readonly Lock _gate = new();

    // Owner of all below: _gate.
    private readonly Dictionary<RoomName, Room> _rooms = []; // By first and second names.
    private int _count;
    private readonly HashSet<Room> _unsettled = [];
    private readonly RoomNumbers _numbers = new(chooseNumber ?? RandomNumberGenerator.GetInt32);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    public bool IsFull => Count >= rules.MaxRooms;

    /// <summary>Whether a rebuild of this room would have to make it again.</summary>
    public bool Knows(RoomName name)
    {
        lock (_gate)
        {
            return _rooms.ContainsKey(name);
        }
    }

    /// <summary>Answers <c>open</c>, <c>join</c>, <c>resume</c> or <c>rebuild</c>. A success has posted <c>entered</c>.</summary>
    public Entry Enter(ClientControl request, IRoomPeer peer, TimeSpan now)
    {
        lock (_gate)
        {
            var entry = request switch
            {
                ClientControl.Open open => Open(open, peer, now),
                ClientControl.Join join => _rooms.TryGetValue(join.Room, out var room)
                    ? room.Join(peer, join.Key.Hash(), join.Token?.Hash(), rules.JoinsBeforeLock)
                    : RelayErrorCode.RoomUnknown,
                ClientControl.Resume resume => _rooms.TryGetValue(resume.Room, out var room)
                    ? room.Resume(peer, resume.Slot, resume.Key.Hash(), now)
                    : RelayErrorCode.RoomUnknown,
                ClientControl.Rebuild rebuild => Rebuild(rebuild, peer, now),
                _ => RelayErrorCode.BadControl,
            };
            Settle(entry.Seat?.Room);
            return entry;
        }
    }

    /// <summary>Locks the room of its host, and gives it a second name.</summary>
    public RelayErrorCode? Lock(Seat seat, IRoomPeer peer, SecretHash hash, RoomName? secondName)
    {
        lock (_gate)
        {
            if (seat.Slot != RelayLimits.HostSlot)
            {
                return RelayErrorCode.NotHost;
            }

            if (seat.Peer != peer)
            {
                return null;
            }

            secondName = secondName == seat.Room.Name ? null : secondName;
            if (secondName is not null && _rooms.TryGetValue(secondName, out var named) && named != seat.Room)
            {
                return RelayErrorCode.RoomTaken;
            }

            ForgetSecondName(seat.Room);
            seat.Room.Lock(hash, secondName);
            if (secondName is not null)
            {
                _rooms.Add(secondName, seat.Room);
                _numbers.Add(secondName);
            }

            return null;
        }
    }

    /// <summary>Removes a guest. A slot that is empty, perhaps since a moment ago, is no error.</summary>
    public RelayErrorCode? Remove(Seat seat, IRoomPeer peer, int slot, TimeSpan now)
    {
        lock (_gate)
        {
            if (seat.Slot != RelayLimits.HostSlot)
            {
                return RelayErrorCode.NotHost;
            }

            if (slot == RelayLimits.HostSlot)
            {
                return RelayErrorCode.BadControl;
            }

            if (seat.Peer == peer && seat.Room.SeatAt(slot) is { } guest)
            {
                seat.Room.GiveUp(guest, LeftReason.Removed, now);
                Settle(seat.Room);
            }

            return null;
        }
    }

    /// <summary>A peer goes for good; a host's room closes.</summary>
    public void Leave(Seat seat, IRoomPeer peer, TimeSpan now)
    {
        lock (_gate)
        {
            if (seat.Peer != peer)
            {
                return;
            }

            if (seat.Slot == RelayLimits.HostSlot)
            {
                seat.Room.Close(ClosedReason.HostLeft, leaving: seat, now);
                Forget(seat.Room);
                return;
            }

            seat.Room.GiveUp(seat, LeftReason.Left, now);
            Settle(seat.Room);
        }
    }

    /// <summary>A connection is lost; its slot is kept. Does nothing when another connection has the seat already.</summary>
    public void Lose(Seat seat, IRoomPeer peer, TimeSpan now)
    {
        lock (_gate)
        {
            if (seat.Peer == peer)
            {
                seat.Room.Lose(seat, now);
                Settle(seat.Room);
            }
        }
    }

    /// <summary>Ends what the grace time ends.</summary>
    public void Sweep(TimeSpan now)
    {
        lock (_gate)
        {
            foreach (var room in _unsettled.ToArray())
            {
                if (room.Sweep(now, rules.Grace))
                {
                    Settle(room);
                }
                else
                {
                    Forget(room);
                }
            }
        }
    }

    private Entry Open(ClientControl.Open open, IRoomPeer peer, TimeSpan now)
    {
        if (open.Room is { } wanted && _rooms.ContainsKey(wanted))
        {
            return RelayErrorCode.RoomTaken;
        }

        if (_count >= rules.MaxRooms)
        {
            return RelayErrorCode.Full;
        }

        var room = Add(open.Room ?? _numbers.Choose(_rooms.ContainsKey), open.Capacity, null, now);
        return room.OpenFor(peer, open.Key.Hash());
    }

    private Entry Rebuild(ClientControl.Rebuild rebuild, IRoomPeer peer, TimeSpan now)
    {
        if (!_rooms.TryGetValue(rebuild.Room, out var room))
        {
            if (_count >= rules.MaxRooms)
            {
                return RelayErrorCode.Full;
            }

            room = Add(rebuild.Room, rebuild.Capacity, rebuild.Token.Hash(), now);
        }

        return room.Rebuild(peer, rebuild.Slot, rebuild.Key.Hash(), rebuild.Token.Hash(), now);
    }

    private Room Add(RoomName name, int capacity, SecretHash? lockHash, TimeSpan now)
    {
        var room = new Room(name, capacity, lockHash, now);
        _rooms.Add(name, room);
        _numbers.Add(name);
        _count++;
        return room;
    }

    private void Forget(Room room)
    {
        ForgetSecondName(room);
        if (_rooms.Remove(room.Name))
        {
            _numbers.Remove(room.Name);
            _count--;
        }

        _unsettled.Remove(room);
    }

    private void ForgetSecondName(Room room)
    {
        if (room.SecondName is { } name && _rooms.Remove(name))
        {
            _numbers.Remove(name);
        }
    }

    private void Settle(Room? room)
    {
        if (room is null)
        {
            return;
        }

        _ = room.IsUnsettled ? _unsettled.Add(room) : _unsettled.Remove(room);
    }
}
