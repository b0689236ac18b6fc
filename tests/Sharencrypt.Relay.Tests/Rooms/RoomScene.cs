using System.Security.Cryptography;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Tests.Rooms;

/// <summary>A table of rooms, a clock that is moved by hand, and short words for what peers do.</summary>
internal sealed class RoomScene
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(120);

    public RoomScene(int maxRooms = 100, Func<int, int, int>? choose = null) =>
        Table = new RoomTable(new RoomRules { MaxRooms = maxRooms, Grace = Grace, JoinsBeforeLock = 20 }, choose);

    public RoomTable Table { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public static RoomName Name(string text = "room") =>
        RoomName.TryCreate(text, out var name) ? name : throw new ArgumentException(text, nameof(text));

    public static SlotKey Key(byte seed = 1) =>
        SlotKey.TryCreate(Enumerable.Repeat(seed, SlotKey.SizeBytes).ToArray(), out var key) ? key : throw new ArgumentException("Wrong length.", nameof(seed));

    public static RoomToken Token(byte seed = 1) =>
        RoomToken.TryCreate(SHA256.HashData([seed]), out var token) ? token : throw new ArgumentException("Wrong length.", nameof(seed));

    /// <summary>A room of a host and its guests, all of whom have read what they were told.</summary>
    public IReadOnlyList<Member> RoomOf(int peers, bool locked = false, int capacity = 64)
    {
        var members = new List<Member> { Open(capacity: capacity) };
        for (byte guest = 1; guest < peers; guest++)
        {
            members.Add(Join(key: (byte)(guest + 1)));
        }

        if (locked)
        {
            Table.Lock(members[0].Seat, members[0].Peer, Token().Hash(), null).Should().BeNull();
        }

        members.ForEach(member => member.Peer.Told());
        return members;
    }

    public Member Open(string? name = "room", byte key = 1, int capacity = 64) =>
        Seated(new ClientControl.Open(name is null ? null : Name(name), capacity, Key(key)));

    public Member Join(string name = "room", byte key = 2, RoomToken? token = null) =>
        Seated(new ClientControl.Join(Name(name), Key(key), token));

    public Member Resume(int slot, byte key, string name = "room") =>
        Seated(new ClientControl.Resume(Name(name), slot, Key(key)));

    public Member Rebuild(int slot, byte key, byte token = 1, int capacity = 64, string name = "room") =>
        Seated(new ClientControl.Rebuild(Name(name), slot, Key(key), Token(token), capacity));

    public RelayErrorCode Refused(ClientControl request)
    {
        var peer = new RecordingPeer();
        var entry = Table.Enter(request, peer, Now);
        entry.Seat.Should().BeNull();
        peer.Told().Should().BeEmpty();
        peer.ClosedWith.Should().BeNull();
        return entry.Error;
    }

    public void Lose(Member member) => Table.Lose(member.Seat, member.Peer, Now);

    public void Leave(Member member) => Table.Leave(member.Seat, member.Peer, Now);

    /// <summary>Lets time pass, in steps of a second as the relay's own sweep does.</summary>
    public void Pass(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            Now += TimeSpan.FromSeconds(1);
            Table.Sweep(Now);
        }
    }

    private Member Seated(ClientControl request)
    {
        var peer = new RecordingPeer();
        var entry = Table.Enter(request, peer, Now);
        entry.Seat.Should().NotBeNull("the answer was {0}", entry.Error);
        return new Member(peer, entry.Seat!);
    }
}

/// <summary>A peer and its seat.</summary>
internal sealed record Member(RecordingPeer Peer, Seat Seat);
