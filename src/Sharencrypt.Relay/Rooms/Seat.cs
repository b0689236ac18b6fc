using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Rooms;

/// <summary>A slot that somebody holds: connected while it has a peer, away while it has none.</summary>
internal sealed class Seat(Room room, int slot, SecretHash key)
{
    private IRoomPeer? _peer;

    public Room Room { get; } = room;

    public int Slot { get; } = slot;

    public SecretHash Key { get; } = key;

    /// <summary>Since when the seat has been without a connection. Owner: the table's lock.</summary>
    public TimeSpan AwaySince { get; private set; }

    /// <summary>The connection; null while away and after the seat was given up. Read without the table's lock.</summary>
    public IRoomPeer? Peer => Volatile.Read(ref _peer);

    public void Connect(IRoomPeer peer) => Volatile.Write(ref _peer, peer);

    /// <summary>Takes the connection off the seat: nothing that it still has under way counts from here on.</summary>
    public IRoomPeer? Disconnect(TimeSpan now)
    {
        var peer = _peer;
        Volatile.Write(ref _peer, null);
        AwaySince = now;
        return peer;
    }
}
