using Sharencrypt.Protocol.Relay;
using static Sharencrypt.Relay.Tests.Rooms.RoomScene;

namespace Sharencrypt.Relay.Tests.Rooms;

/// <summary>The name that a lock gives a room, by which its members find it again.</summary>
public sealed class SecondNameTests
{
    private readonly RoomScene _scene = new();

    [Fact]
    public void Members_return_under_either_name()
    {
        var members = _scene.RoomOf(2);
        Lock(members[0], "second");

        var back = _scene.Resume(slot: 1, key: 2, name: "second");
        back.Seat.Room.Should().BeSameAs(members[0].Seat.Room);
        back.Peer.Told().Should().Equal(new RelayControl.Entered(Name(), 1, 64, SlotSet.Of(0), SlotSet.Empty));
        _scene.Resume(slot: 1, key: 2).Seat.Room.Should().BeSameAs(members[0].Seat.Room);
        _scene.Rebuild(slot: 1, key: 2, name: "second").Seat.Room.Should().BeSameAs(members[0].Seat.Room);
        _scene.Table.Count.Should().Be(1, "two names are one room");
    }

    [Fact]
    public void A_later_lock_replaces_the_second_name()
    {
        var host = _scene.RoomOf(1)[0];
        Lock(host, "second");
        Lock(host, "third");
        _scene.Table.Knows(Name("second")).Should().BeFalse();
        _scene.Table.Knows(Name("third")).Should().BeTrue();
        Lock(host, null);
        _scene.Table.Knows(Name("third")).Should().BeFalse();
        _scene.Table.Knows(Name()).Should().BeTrue();
    }

    [Fact]
    public void The_same_lock_again_and_the_rooms_own_name_change_nothing()
    {
        var host = _scene.RoomOf(1)[0];
        Lock(host, "second");
        Lock(host, "second");
        _scene.Table.Knows(Name("second")).Should().BeTrue();
        Lock(host, "room");
        _scene.Table.Knows(Name()).Should().BeTrue();
        _scene.Table.Count.Should().Be(1);
    }

    [Fact]
    public void A_name_of_another_room_is_refused_and_the_lock_with_it()
    {
        var host = _scene.RoomOf(1)[0];
        _scene.Open(name: "other");
        _scene.Table.Lock(host.Seat, host.Peer, Token().Hash(), Name("other")).Should().Be(RelayErrorCode.RoomTaken);
        host.Seat.Room.IsLocked.Should().BeFalse();
    }

    [Fact]
    public void Both_names_are_free_again_when_the_room_is_gone()
    {
        var host = _scene.RoomOf(1)[0];
        Lock(host, "second");
        _scene.Refused(new ClientControl.Open(Name("second"), 2, Key(5))).Should().Be(RelayErrorCode.RoomTaken);
        _scene.Leave(host);
        _scene.Table.Count.Should().Be(0);
        _scene.Open(name: "second");
        _scene.Open(name: "room");
        _scene.Table.Count.Should().Be(2);
    }

    private void Lock(Member host, string? secondName) =>
        _scene.Table.Lock(host.Seat, host.Peer, Token().Hash(), secondName is null ? null : Name(secondName)).Should().BeNull();
}
