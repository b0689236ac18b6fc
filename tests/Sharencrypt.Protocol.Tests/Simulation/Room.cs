namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>Two peers, a relay, and a schedule of what happens when: one number is one step.</summary>
internal sealed class Room : IDisposable
{
    private const int ManySteps = 200_000;
    private const int CalmSteps = 54;
    private const int AllSteps = 64;
    private readonly FakeRelay _relay = new();
    private readonly SimulatedPeer[] _peers;

    public Room(SimulatedPeer host, SimulatedPeer guest)
    {
        _peers = [host, guest];
        for (var slot = 0; slot < 2; slot++)
        {
            _peers[slot].Connection = _relay.Enter(slot, 0);
        }

        // They met in the handshake, before there was a channel: nothing of that is an event for it.
        foreach (var peer in _peers)
        {
            peer.Connection!.Down.Clear();
        }
    }

    /// <summary>Which payloads to a peer never arrive: what a hostile relay holds back for good.</summary>
    public Func<int, byte[], bool> Spoil
    {
        set => _relay.Spoil = value;
    }

    /// <summary>One step; <paramref name="luck"/> says which, and all that is left to chance in it.</summary>
    /// <param name="luck">Any number.</param>
    /// <param name="isCalm">Whether no connection is lost or made anew.</param>
    public void Step(uint luck, bool isCalm = false)
    {
        var slot = (int)(luck & 1);
        var peer = _peers[slot];
        var chance = (int)(luck >> 8);
        switch ((luck >> 1) % (isCalm ? CalmSteps : AllSteps))
        {
            case < 18:
                peer.Pump();
                break;
            case < 36:
                _relay.Forward(slot);
                break;
            case < CalmSteps:
                peer.Receive();
                break;
            case < 56:
                Lose(peer, chance);
                break;
            case < 57:
                _relay.Close(slot);
                break;
            case < 58:
                RestartRelay();
                break;
            default:
                Return(slot, chance);
                break;
        }
    }

    /// <summary>From now on nothing is lost: everything comes to rest.</summary>
    /// <param name="more">What the peers do besides; false when they have nothing to do.</param>
    public void Settle(Func<bool>? more = null)
    {
        for (var step = 0; step < ManySteps; step++)
        {
            if (!(Progress() | (more?.Invoke() ?? false)))
            {
                return;
            }
        }

        throw new InvalidOperationException("The room does not come to rest.");
    }

    public void Dispose()
    {
        foreach (var peer in _peers)
        {
            peer.Dispose();
        }
    }

    private bool Progress()
    {
        var moved = false;
        for (var slot = 0; slot < 2; slot++)
        {
            var peer = _peers[slot];
            if (peer.Connection is null or { IsClosedByRelay: true, Down.Count: 0 })
            {
                peer.Connection = _relay.Enter(slot, 0);
                moved = true;
            }

            moved |= peer.Pump();
            moved |= _relay.Forward(slot);
            moved |= peer.Receive();
        }

        return moved;
    }

    // What waits in the outbox belongs to a connection that is gone: some of it may still be sent over the next one.
    private static void Lose(SimulatedPeer peer, int chance)
    {
        peer.Connection = null;
        for (var lost = chance % 4 == 0 ? 0 : chance % (peer.Outbox.Count + 1); lost > 0; lost--)
        {
            peer.Outbox.Dequeue();
        }
    }

    private void RestartRelay()
    {
        _relay.Close(0);
        _relay.Close(1);
    }

    private void Return(int slot, int chance)
    {
        var peer = _peers[slot];
        if (peer.Connection is null || peer.Connection.IsClosedByRelay || chance % 8 == 0)
        {
            peer.Connection = _relay.Enter(slot, chance);
        }
    }
}
