using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>An honest peer called another one an attacker, or took something that was never said.</summary>
internal sealed class AttackException(string what) : Exception(what);

/// <summary>
/// One end of a channel, as section 5 and 6 ask for it: the real machine and the real ciphers, and around them nothing but
/// queues. What it seals is sent in that order, perhaps late, perhaps over a later connection than the one it was meant for.
/// </summary>
internal sealed class SimulatedPeer : IDisposable
{
    private readonly ChannelCipher _outgoing;
    private readonly ChannelCipher _incoming;
    private readonly NonceLedger _nonces;
    private readonly IChannelUser? _user;
    private readonly string _name;
    private readonly Queue<byte[]> _posted = new();
    private ulong _nextResync;

    public SimulatedPeer(SessionKeys keys, Role role, NonceLedger nonces, IChannelUser? user = null)
    {
        _user = user;
        _name = role.ToString();
        _nonces = nonces;
        _outgoing = new ChannelCipher(keys, role);
        _incoming = new ChannelCipher(keys, role == Role.Host ? Role.Guest : Role.Host);
    }

    /// <summary>The connection that it believes to have.</summary>
    public FakeConnection? Connection { get; set; } = new();

    /// <summary>Sealed and not yet handed to a connection.</summary>
    public Queue<byte[]> Outbox { get; } = new();

    /// <summary>Every message that was posted here, but acks.</summary>
    public List<byte[]> Said { get; } = [];

    /// <summary>Every message of the other side that was taken here, but acks.</summary>
    public List<byte[]> Heard { get; } = [];

    public ChannelMachine Machine { get; } = new();

    public int Waiting => _posted.Count;

    /// <summary>Queues a message, which may have to wait for room.</summary>
    public void Post(byte[] json)
    {
        Said.Add(json);
        _posted.Enqueue(json);
        Flush();
    }

    /// <summary>Hands the oldest sealed payload to the connection. Without one it is gone.</summary>
    public bool Pump()
    {
        if (!Outbox.TryDequeue(out var payload))
        {
            return false;
        }

        Connection?.Up.Add(payload);
        return true;
    }

    /// <summary>Takes the next thing that the relay sent. False when there is nothing.</summary>
    public bool Receive()
    {
        if (Connection is not { Down.Count: > 0 } connection)
        {
            return false;
        }

        var arrival = connection.Down[0];
        connection.Down.RemoveAt(0);
        if (arrival.Kind == ArrivalKind.Data)
        {
            Take(arrival.Payload!);
        }
        else
        {
            SendResync(Machine.LoseSync());
            _user?.OnLostSync();
        }

        Flush();
        return true;
    }

    public void Dispose()
    {
        _outgoing.Dispose();
        _incoming.Dispose();
    }

    private void Take(byte[] payload)
    {
        switch ((PayloadKind)payload[0])
        {
            case PayloadKind.Message:
                TakeMessage(payload);
                break;
            case PayloadKind.Resync:
                TakeResync(payload);
                break;
            case PayloadKind.Chunk:
                if (Machine.IsInSync)
                {
                    (_user ?? throw Attack("a chunk that nobody sends")).OnChunk(payload);
                }

                break;
            default:
                throw Attack("a payload of unknown kind");
        }
    }

    private void TakeMessage(byte[] payload)
    {
        if (!ChannelCipher.TryReadMessageHeader(payload, out var number, out var received))
        {
            throw Attack("a malformed message");
        }

        var verdict = Machine.Judge(number);
        if (verdict == ChannelVerdict.Discard)
        {
            return;
        }

        if (verdict == ChannelVerdict.Attack)
        {
            throw Attack($"message {number} instead of {Machine.Expected}");
        }

        if (!_incoming.TryOpenMessage(payload, number, out var json))
        {
            throw Attack($"message {number} does not open");
        }

        if (Machine.Taken(received) != ChannelVerdict.Take)
        {
            throw Attack($"message {number} confirms {received} of {Machine.NextNumber}");
        }

        if (!json.SequenceEqual(Ack))
        {
            Heard.Add(json);
            _user?.OnMessage(json);
        }
    }

    private void TakeResync(byte[] payload)
    {
        if (!_incoming.TryOpenResync(payload, out var number, out var state))
        {
            throw Attack("a resync does not open");
        }

        if (Machine.OnResync(number, state, out var answer, out var isBackInSync) == ChannelVerdict.Attack)
        {
            throw Attack($"resync {number} says {state}");
        }

        if (answer is { } here)
        {
            SendResync(here);
        }

        if (isBackInSync)
        {
            foreach (var message in Machine.Unconfirmed)
            {
                Outbox.Enqueue(message);
            }

            _user?.OnLostSync();
            _user?.OnBackInSync();
        }
    }

    private void SendResync(ResyncState state)
    {
        var number = _nextResync++;
        var payload = _outgoing.SealResync(number, state);
        _nonces.Note($"resync {_name}", $"{number}", payload);
        Outbox.Enqueue(payload);
    }

    private void Flush()
    {
        while (_posted.Count > 0 && Machine.HasRoom)
        {
            Send(_posted.Dequeue());
        }

        if (Machine.OwesAck)
        {
            Send(Ack); // Also without room: both sides might otherwise wait for each other.
        }
    }

    private void Send(byte[] json)
    {
        var number = Machine.NextNumber;
        var payload = _outgoing.SealMessage(number, Machine.Expected, json);
        _nonces.Note($"message {_name}", $"{number}", payload);
        Machine.Keep(payload);
        if (Machine.IsInSync)
        {
            Outbox.Enqueue(payload);
        }
    }

    private AttackException Attack(string what) => new($"{_name} found an attack: {what}");

    private static readonly byte[] Ack = "{\"type\":\"ack\"}"u8.ToArray();
}
