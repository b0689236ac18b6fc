namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>What a relay puts into a connection: an event about the connection, or a payload of the other peer.</summary>
internal readonly record struct Arrival(ArrivalKind Kind, byte[]? Payload = null);

internal enum ArrivalKind
{
    /// <summary>The answer to <c>resume</c> or <c>rebuild</c>.</summary>
    Entered,

    /// <summary>The other peer has a new connection.</summary>
    Back,

    /// <summary>A data frame.</summary>
    Data,
}

/// <summary>One connection of a peer: what it has sent and the relay has not read, what the relay has sent and it has not read.</summary>
internal sealed class FakeConnection
{
    public List<byte[]> Up { get; } = [];

    public List<Arrival> Down { get; } = [];

    /// <summary>The relay has let go of it: nothing is added or read any more; what was on its way may still arrive.</summary>
    public bool IsClosedByRelay { get; set; }
}

/// <summary>
/// A room of two, as docs/relay-protocol.md sections 3 and 5 promise it: frames in order and once for each pair of
/// connections, lost only with one of them; an event about a peer before any data of that peer's new connection, otherwise
/// whenever it likes; nothing of an earlier connection behind a later one's.
/// </summary>
internal sealed class FakeRelay
{
    private readonly FakeConnection?[] _current = new FakeConnection?[2];

    /// <summary>Which payloads to a peer never arrive; an honest relay has none.</summary>
    public Func<int, byte[], bool> Spoil { get; set; } = (_, _) => false;

    /// <summary>A peer resumes or rebuilds. What its old connection still held is lost.</summary>
    /// <param name="slot">Which peer.</param>
    /// <param name="luck">Where the event lands among what the other peer has not read yet.</param>
    public FakeConnection Enter(int slot, int luck)
    {
        Close(slot);
        var connection = new FakeConnection();
        connection.Down.Add(new Arrival(ArrivalKind.Entered));
        _current[slot] = connection;
        if (_current[1 - slot] is { } other)
        {
            var first = other.Down.Count > 0 && other.Down[0].Kind == ArrivalKind.Entered ? 1 : 0;
            other.Down.Insert(first + (luck % (other.Down.Count - first + 1)), new Arrival(ArrivalKind.Back));
        }

        return connection;
    }

    /// <summary>Reads one frame of a peer and forwards it, if the other one is there. False when there is nothing to read.</summary>
    public bool Forward(int slot)
    {
        if (_current[slot] is not { Up.Count: > 0 } connection)
        {
            return false;
        }

        var payload = connection.Up[0];
        connection.Up.RemoveAt(0);
        if (!Spoil(1 - slot, payload))
        {
            _current[1 - slot]?.Down.Add(new Arrival(ArrivalKind.Data, payload));
        }

        return true;
    }

    /// <summary>The relay finds that a connection is lost.</summary>
    public void Close(int slot)
    {
        if (_current[slot] is { } connection)
        {
            connection.IsClosedByRelay = true;
            connection.Up.Clear();
            _current[slot] = null;
        }
    }
}
