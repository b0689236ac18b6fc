using Sharencrypt.Protocol.Relay;
using static Sharencrypt.Relay.Tests.Rooms.RoomScene;

namespace Sharencrypt.Relay.Tests.Rooms;

public sealed class LiveRoomTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly RoomScene _scene = new();

    [Fact]
    public void A_lost_connection_keeps_its_slot_for_the_grace_time_and_no_longer()
    {
        var members = _scene.RoomOf(2);

        _scene.Lose(members[1]);
        members[0].Peer.Told().Should().Equal(new RelayControl.Away(1));
        _scene.Pass(Grace - Second);
        members[0].Peer.Told().Should().BeEmpty();

        _scene.Pass(Second);
        members[0].Peer.Told().Should().Equal(new RelayControl.Left(1, LeftReason.Expired));
        _scene.Refused(new ClientControl.Resume(Name(), 1, Key(2))).Should().Be(RelayErrorCode.SlotUnknown);
    }

    [Fact]
    public void Coming_back_ends_the_grace_time()
    {
        var members = _scene.RoomOf(2);
        _scene.Lose(members[1]);
        _scene.Pass(Grace - Second);

        _scene.Resume(slot: 1, key: 2);
        members[0].Peer.Told().Should().Equal(new RelayControl.Away(1), new RelayControl.Back(1));
        _scene.Pass(2 * Grace);

        members[0].Peer.Told().Should().BeEmpty();
    }

    [Fact]
    public void A_guest_that_leaves_frees_its_slot()
    {
        var members = _scene.RoomOf(3);

        _scene.Leave(members[1]);

        members[1].Peer.Told().Should().BeEmpty();
        members[1].Peer.ClosedWith.Should().Be(RelayCloseCode.Normal);
        members[0].Peer.Told().Should().Equal(new RelayControl.Left(1, LeftReason.Left));
        members[2].Peer.Told().Should().Equal(new RelayControl.Left(1, LeftReason.Left));
    }

    [Fact]
    public void When_the_host_leaves_the_room_closes()
    {
        var members = _scene.RoomOf(3, locked: true);

        _scene.Leave(members[0]);

        members[0].Peer.Told().Should().BeEmpty();
        foreach (var guest in members.Skip(1))
        {
            guest.Peer.Told().Should().Equal(new RelayControl.Closed(ClosedReason.HostLeft));
            guest.Peer.ClosedWith.Should().Be(RelayCloseCode.Normal);
        }

        _scene.Table.Count.Should().Be(0);
        members[0].Peer.ClosedWith.Should().Be(RelayCloseCode.Normal);
    }

    [Fact]
    public void The_host_removes_a_guest_and_everybody_hears_of_it()
    {
        var members = _scene.RoomOf(3);

        _scene.Table.Remove(members[0].Seat, members[0].Peer, 1, _scene.Now).Should().BeNull();

        members[1].Peer.Told().Should().Equal(new RelayControl.Closed(ClosedReason.Removed));
        members[1].Peer.ClosedWith.Should().Be(RelayCloseCode.Normal);
        members[0].Peer.Told().Should().Equal(new RelayControl.Left(1, LeftReason.Removed));
        members[2].Peer.Told().Should().Equal(new RelayControl.Left(1, LeftReason.Removed));
    }

    [Fact]
    public void A_guest_that_is_away_can_be_removed()
    {
        var members = _scene.RoomOf(2);
        _scene.Lose(members[1]);

        _scene.Table.Remove(members[0].Seat, members[0].Peer, 1, _scene.Now).Should().BeNull();

        members[0].Peer.Told().Should().Equal(new RelayControl.Away(1), new RelayControl.Left(1, LeftReason.Removed));
    }

    [Fact]
    public void Removing_nobody_is_no_error_and_removing_oneself_is()
    {
        var members = _scene.RoomOf(2);

        _scene.Table.Remove(members[0].Seat, members[0].Peer, 5, _scene.Now).Should().BeNull();
        _scene.Table.Remove(members[0].Seat, members[0].Peer, 0, _scene.Now).Should().Be(RelayErrorCode.BadControl);

        members[1].Peer.Told().Should().BeEmpty();
        members[0].Peer.ClosedWith.Should().BeNull();
    }

    [Fact]
    public void A_guest_may_neither_lock_nor_remove()
    {
        var members = _scene.RoomOf(3);

        _scene.Table.Lock(members[1].Seat, members[1].Peer, Token().Hash(), null).Should().Be(RelayErrorCode.NotHost);
        _scene.Table.Remove(members[1].Seat, members[1].Peer, 2, _scene.Now).Should().Be(RelayErrorCode.NotHost);

        members[2].Peer.ClosedWith.Should().BeNull();
        _scene.Join(key: 9).Seat.Slot.Should().Be(3);
    }

    [Fact]
    public void A_replaced_host_connection_has_no_say_any_more()
    {
        var members = _scene.RoomOf(2);
        _scene.Resume(slot: 0, key: 1);

        _scene.Table.Lock(members[0].Seat, members[0].Peer, Token().Hash(), null).Should().BeNull();
        _scene.Table.Remove(members[0].Seat, members[0].Peer, 1, _scene.Now).Should().BeNull();
        _scene.Leave(members[0]);

        members[1].Peer.ClosedWith.Should().BeNull();
        _scene.Join(key: 9).Seat.Slot.Should().Be(2);
    }

    [Fact]
    public void An_open_room_closes_when_its_host_stays_away()
    {
        var members = _scene.RoomOf(2);
        _scene.Lose(members[0]);

        _scene.Pass(Grace - Second);
        members[1].Peer.ClosedWith.Should().BeNull();
        _scene.Pass(Second);

        members[1].Peer.Told().Should().Equal(new RelayControl.Away(0), new RelayControl.Closed(ClosedReason.Expired));
        members[1].Peer.ClosedWith.Should().Be(RelayCloseCode.Normal);
        _scene.Table.Count.Should().Be(0);
    }

    [Fact]
    public void A_locked_room_lives_as_long_as_anybody_is_connected()
    {
        var members = _scene.RoomOf(2, locked: true);
        _scene.Lose(members[0]);

        _scene.Pass(10 * Grace);

        members[1].Peer.Told().Should().Equal(new RelayControl.Away(0), new RelayControl.Left(0, LeftReason.Expired));
        members[1].Peer.ClosedWith.Should().BeNull();
        _scene.Rebuild(slot: 0, key: 1);
        members[1].Peer.Told().Should().Equal(new RelayControl.Back(0));
    }

    [Fact]
    public void A_room_without_any_peer_is_forgotten_after_the_grace_time()
    {
        var members = _scene.RoomOf(2, locked: true);
        _scene.Lose(members[0]);
        _scene.Pass(Grace / 2);
        _scene.Lose(members[1]);

        _scene.Pass(Grace - Second);
        _scene.Table.Count.Should().Be(1);
        _scene.Pass(Second);

        _scene.Table.Count.Should().Be(0);
        _scene.Refused(new ClientControl.Resume(Name(), 1, Key(2))).Should().Be(RelayErrorCode.RoomUnknown);
    }

    [Fact]
    public void Data_finds_a_peer_only_while_it_is_connected()
    {
        var members = _scene.RoomOf(2, capacity: 3);
        var room = members[0].Seat.Room;

        room.PeerAt(1).Should().BeSameAs(members[1].Peer);
        room.PeerAt(2).Should().BeNull();
        room.PeerAt(63).Should().BeNull();

        _scene.Lose(members[1]);
        room.PeerAt(1).Should().BeNull();

        var back = _scene.Resume(slot: 1, key: 2);
        room.PeerAt(1).Should().BeSameAs(back.Peer);

        _scene.Leave(back);
        room.PeerAt(1).Should().BeNull();
    }
}
