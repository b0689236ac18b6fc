using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Rooms;

/// <summary>
/// Who is here and who may come back. Every change is made under the lock of the <see cref="RoomTable"/>, and everything
/// that peers are told is posted under it too, so that each of them hears of the changes in the order in which they
/// happened. Only <see cref="PeerAt"/> is read without it.
/// </summary>
internal sealed class Room(RoomName name, int capacity, SecretHash? lockHash, TimeSpan now)
{
    private readonly Seat?[] _seats = new Seat?[capacity];
    private SecretHash? _lockHash = lockHash;
    private TimeSpan _emptySince = now;
    private int _joinsBeforeLock;

    public RoomName Name { get; } = name;

    /// <summary>Another name by which members find it, since it was locked; null when there is none.</summary>
    public RoomName? SecondName { get; private set; }

    public bool IsLocked => _lockHash is not null;

    /// <summary>Whether the sweep has to look at this room: somebody is away, or nobody is connected.</summary>
    public bool IsUnsettled => HasNoPeer || Taken().Any(seat => seat.Peer is null);

    private bool HasNoPeer => Taken().All(seat => seat.Peer is null);

    /// <summary>The connection in a slot, if there is one: the data path's only question, asked without a lock.</summary>
    public IRoomPeer? PeerAt(int slot) => slot < _seats.Length ? Volatile.Read(ref _seats[slot])?.Peer : null;

    public Seat OpenFor(IRoomPeer host, SecretHash key) => Seat(RelayLimits.HostSlot, key, host);

    public Entry Join(IRoomPeer peer, SecretHash key, SecretHash? token, int joinsAllowed)
    {
        if (_lockHash is { } hash && (token is null || !hash.Matches(token)))
        {
            return RelayErrorCode.RoomLocked;
        }

        if (!IsLocked && _joinsBeforeLock >= joinsAllowed)
        {
            return RelayErrorCode.RateLimited;
        }

        // The host's slot is never given to who merely joins: in a rebuilt room it waits for the host.
        var slot = Array.FindIndex(_seats, RelayLimits.HostSlot + 1, seat => seat is null);
        if (slot < 0)
        {
            return RelayErrorCode.RoomFull;
        }

        _joinsBeforeLock += IsLocked ? 0 : 1;
        var taken = Seat(slot, key, peer);
        Tell(new RelayControl.Arrived(slot), except: taken);
        return taken;
    }

    public Entry Resume(IRoomPeer peer, int slot, SecretHash key, TimeSpan now) =>
        slot < _seats.Length && _seats[slot] is { } seat && seat.Key.Matches(key)
            ? Return(seat, peer, now)
            : RelayErrorCode.SlotUnknown;

    public Entry Rebuild(IRoomPeer peer, int slot, SecretHash key, SecretHash token, TimeSpan now)
    {
        if (_lockHash is not { } hash || !hash.Matches(token))
        {
            return RelayErrorCode.RoomTaken;
        }

        if (slot >= _seats.Length)
        {
            return RelayErrorCode.RoomFull;
        }

        if (_seats[slot] is { } held)
        {
            return held.Key.Matches(key) ? Return(held, peer, now) : RelayErrorCode.SlotTaken;
        }

        var seat = Seat(slot, key, peer);
        Tell(new RelayControl.Back(slot), except: seat);
        return seat;
    }

    public void Lock(SecretHash hash, RoomName? secondName) => (_lockHash, SecondName) = (hash, secondName);

    /// <summary>Gives up a seat for good.</summary>
    public void GiveUp(Seat seat, LeftReason reason, TimeSpan now)
    {
        if (_seats[seat.Slot] != seat)
        {
            return;
        }

        Volatile.Write(ref _seats[seat.Slot], null);
        var peer = seat.Disconnect(now);
        if (peer is not null)
        {
            NoteEmpty(now);
        }

        Tell(new RelayControl.Left(seat.Slot, reason), except: null);
        peer?.End(
            reason == LeftReason.Removed ? new RelayControl.Closed(ClosedReason.Removed) : null, RelayCloseCode.Normal);
    }

    public Seat? SeatAt(int slot) => slot < _seats.Length ? _seats[slot] : null;

    public void Lose(Seat seat, TimeSpan now)
    {
        seat.Disconnect(now);
        NoteEmpty(now);
        Tell(new RelayControl.Away(seat.Slot), except: seat);
    }

    /// <summary>Ends the room for everybody. The one whose leaving is the reason need not be told it.</summary>
    public void Close(ClosedReason reason, Seat? leaving, TimeSpan now)
    {
        foreach (var seat in Taken())
        {
            Volatile.Write(ref _seats[seat.Slot], null);
            var last = seat == leaving ? null : new RelayControl.Closed(reason);
            seat.Disconnect(now)?.End(last, RelayCloseCode.Normal);
        }
    }

    /// <summary>Ends what the grace time ends.</summary>
    /// <returns>Whether the room goes on.</returns>
    public bool Sweep(TimeSpan now, TimeSpan grace)
    {
        foreach (var seat in Taken().Where(seat => seat.Peer is null && now - seat.AwaySince >= grace))
        {
            if (seat.Slot == RelayLimits.HostSlot && !IsLocked)
            {
                Close(ClosedReason.Expired, leaving: null, now);
                return false;
            }

            GiveUp(seat, LeftReason.Expired, now);
        }

        return !HasNoPeer || now - _emptySince < grace;
    }

    private Seat Seat(int slot, SecretHash key, IRoomPeer peer)
    {
        var seat = new Seat(this, slot, key);
        Seat(seat, peer);
        return seat;
    }

    private Seat Return(Seat seat, IRoomPeer peer, TimeSpan now)
    {
        seat.Disconnect(now)?.End(null, RelayCloseCode.Replaced);
        Seat(seat, peer);
        Tell(new RelayControl.Back(seat.Slot), except: seat);
        return seat;
    }

    // `entered` first, then the seat can be seen: no event and no data can come before it.
    private void Seat(Seat seat, IRoomPeer peer)
    {
        var (peers, away) = (SlotSet.Empty, SlotSet.Empty);
        foreach (var other in Taken().Where(other => other != seat))
        {
            peers = peers.With(other.Slot);
            away = other.Peer is null ? away.With(other.Slot) : away;
        }

        peer.Post(new RelayControl.Entered(Name, seat.Slot, _seats.Length, peers, away));
        seat.Connect(peer);
        Volatile.Write(ref _seats[seat.Slot], seat);
    }

    private void Tell(RelayControl control, Seat? except)
    {
        foreach (var seat in Taken().Where(seat => seat != except))
        {
            seat.Peer?.Post(control);
        }
    }

    private void NoteEmpty(TimeSpan now)
    {
        if (HasNoPeer)
        {
            _emptySince = now;
        }
    }

    private IEnumerable<Seat> Taken() => _seats.OfType<Seat>();
}
