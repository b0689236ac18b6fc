using Sharencrypt.Protocol.Relay;
using static Sharencrypt.Relay.Tests.Rooms.RoomScene;

namespace Sharencrypt.Relay.Tests.Rooms;

public sealed class EnterRoomTests
{
    private readonly RoomScene _scene = new();

    [Fact]
    public void The_host_gets_slot_0_and_guests_the_lowest_free_one()
    {
        var host = _scene.Open(capacity: 3);
        var first = _scene.Join(key: 2);
        var second = _scene.Join(key: 3);

        host.Peer.Told().Should().Equal(
            new RelayControl.Entered(Name(), 0, 3, SlotSet.Empty, SlotSet.Empty),
            new RelayControl.Arrived(1),
            new RelayControl.Arrived(2));
        first.Peer.Told().Should().Equal(
            new RelayControl.Entered(Name(), 1, 3, SlotSet.Of(0), SlotSet.Empty), new RelayControl.Arrived(2));
        second.Peer.Told().Should().Equal(
            new RelayControl.Entered(Name(), 2, 3, SlotSet.Of(0).With(1), SlotSet.Empty));
    }

    [Fact]
    public void A_slot_that_became_free_is_given_again()
    {
        var members = _scene.RoomOf(3);
        _scene.Leave(members[1]);

        _scene.Join(key: 9).Seat.Slot.Should().Be(1);
    }

    [Fact]
    public void A_slot_whose_peer_is_away_is_not_free()
    {
        var members = _scene.RoomOf(2, capacity: 2);
        _scene.Lose(members[1]);

        _scene.Refused(new ClientControl.Join(Name(), Key(9), null)).Should().Be(RelayErrorCode.RoomFull);
    }

    [Fact]
    public void The_newcomer_is_told_who_is_away()
    {
        var members = _scene.RoomOf(2);
        _scene.Lose(members[1]);

        _scene.Join(key: 9).Peer.Told().Should().Equal(
            new RelayControl.Entered(Name(), 2, 64, SlotSet.Of(0).With(1), SlotSet.Of(1)));
    }

    [Fact]
    public void A_full_room_refuses()
    {
        _scene.RoomOf(2, capacity: 2);

        _scene.Refused(new ClientControl.Join(Name(), Key(9), null)).Should().Be(RelayErrorCode.RoomFull);
    }

    [Fact]
    public void An_unknown_room_and_a_taken_name_refuse()
    {
        _scene.Open();

        _scene.Refused(new ClientControl.Join(Name("other"), Key(), null)).Should().Be(RelayErrorCode.RoomUnknown);
        _scene.Refused(new ClientControl.Resume(Name("other"), 0, Key())).Should().Be(RelayErrorCode.RoomUnknown);
        _scene.Refused(new ClientControl.Open(Name(), 2, Key())).Should().Be(RelayErrorCode.RoomTaken);
    }

    [Fact]
    public void A_full_relay_refuses_new_rooms_and_goes_on_with_the_old_ones()
    {
        var scene = new RoomScene(maxRooms: 1);
        scene.Open();

        scene.Table.IsFull.Should().BeTrue();
        scene.Refused(new ClientControl.Open(Name("other"), 2, Key())).Should().Be(RelayErrorCode.Full);
        scene.Refused(new ClientControl.Rebuild(Name("other"), 0, Key(), Token(), 2)).Should().Be(RelayErrorCode.Full);
        scene.Join().Seat.Slot.Should().Be(1);
    }

    [Fact]
    public void A_locked_room_wants_its_token()
    {
        _scene.RoomOf(1, locked: true);

        _scene.Refused(new ClientControl.Join(Name(), Key(9), null)).Should().Be(RelayErrorCode.RoomLocked);
        _scene.Refused(new ClientControl.Join(Name(), Key(9), Token(2))).Should().Be(RelayErrorCode.RoomLocked);
        _scene.Join(token: Token()).Seat.Slot.Should().Be(1);
    }

    [Fact]
    public void Only_so_many_may_join_before_the_lock()
    {
        var host = _scene.Open();
        for (byte guest = 0; guest < 20; guest++)
        {
            _scene.Leave(_scene.Join(key: guest));
        }

        _scene.Refused(new ClientControl.Join(Name(), Key(99), null)).Should().Be(RelayErrorCode.RateLimited);

        _scene.Table.Lock(host.Seat, host.Peer, Token().Hash(), null);
        _scene.Join(token: Token()).Seat.Slot.Should().Be(1);
    }

    [Fact]
    public void Resuming_takes_the_seat_back_and_closes_the_connection_that_held_it()
    {
        var members = _scene.RoomOf(2);

        var back = _scene.Resume(slot: 1, key: 2);

        back.Peer.Told().Should().Equal(new RelayControl.Entered(Name(), 1, 64, SlotSet.Of(0), SlotSet.Empty));
        members[1].Peer.ClosedWith.Should().Be(RelayCloseCode.Replaced);
        members[0].Peer.Told().Should().Equal(new RelayControl.Back(1));
        members[1].Seat.Peer.Should().BeSameAs(back.Peer);

        // The replaced connection's own end comes later and must not put the new one away.
        _scene.Lose(members[1]);
        members[0].Peer.Told().Should().BeEmpty();
    }

    [Fact]
    public void Resuming_needs_the_slot_and_its_key()
    {
        _scene.RoomOf(2);

        _scene.Refused(new ClientControl.Resume(Name(), 1, Key(3))).Should().Be(RelayErrorCode.SlotUnknown);
        _scene.Refused(new ClientControl.Resume(Name(), 2, Key(2))).Should().Be(RelayErrorCode.SlotUnknown);
        _scene.Refused(new ClientControl.Resume(Name(), 63, Key(2))).Should().Be(RelayErrorCode.SlotUnknown);
    }

    [Fact]
    public void A_removed_guest_cannot_resume()
    {
        var members = _scene.RoomOf(2);
        _scene.Table.Remove(members[0].Seat, members[0].Peer, 1, _scene.Now).Should().BeNull();

        _scene.Refused(new ClientControl.Resume(Name(), 1, Key(2))).Should().Be(RelayErrorCode.SlotUnknown);
    }

    [Fact]
    public void A_forgotten_room_is_rebuilt_by_whoever_comes_first()
    {
        var guest = _scene.Rebuild(slot: 3, key: 2);
        guest.Peer.Told().Should().Equal(new RelayControl.Entered(Name(), 3, 64, SlotSet.Empty, SlotSet.Empty));

        var host = _scene.Rebuild(slot: 0, key: 1);
        host.Peer.Told().Should().Equal(new RelayControl.Entered(Name(), 0, 64, SlotSet.Of(3), SlotSet.Empty));
        guest.Peer.Told().Should().Equal(new RelayControl.Back(0));
    }

    [Fact]
    public void A_rebuilt_room_is_locked_and_keeps_the_hosts_slot_for_the_host()
    {
        _scene.Rebuild(slot: 1, key: 2);

        _scene.Refused(new ClientControl.Join(Name(), Key(9), null)).Should().Be(RelayErrorCode.RoomLocked);
        _scene.Join(key: 9, token: Token()).Seat.Slot.Should().Be(2);
    }

    [Fact]
    public void Rebuilding_needs_the_rooms_own_token()
    {
        _scene.RoomOf(1);
        _scene.Refused(new ClientControl.Rebuild(Name(), 0, Key(), Token(), 64)).Should().Be(RelayErrorCode.RoomTaken);

        var other = new RoomScene();
        other.RoomOf(1, locked: true);
        other.Refused(new ClientControl.Rebuild(Name(), 0, Key(), Token(2), 64)).Should().Be(RelayErrorCode.RoomTaken);
    }

    [Fact]
    public void Rebuilding_takes_ones_own_seat_or_a_free_one_and_nobody_elses()
    {
        var members = _scene.RoomOf(2, locked: true, capacity: 3);

        _scene.Refused(new ClientControl.Rebuild(Name(), 1, Key(9), Token(), 3)).Should().Be(RelayErrorCode.SlotTaken);
        _scene.Refused(new ClientControl.Rebuild(Name(), 3, Key(9), Token(), 4)).Should().Be(RelayErrorCode.RoomFull);
        _scene.Rebuild(slot: 2, key: 9).Seat.Slot.Should().Be(2);
        _scene.Rebuild(slot: 1, key: 2).Seat.Slot.Should().Be(1);

        members[1].Peer.ClosedWith.Should().Be(RelayCloseCode.Replaced);
        members[0].Peer.Told().Should().Equal(new RelayControl.Back(2), new RelayControl.Back(1));
    }
}
