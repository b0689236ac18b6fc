using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>All connections of this relay: counts them, lets time work on them, sends them away at the end.</summary>
internal sealed class ConnectionRegistry(ConnectionRules rules, RelayClock clock)
{
    private readonly ConcurrentDictionary<PeerConnection, byte> _connections = new();
    private readonly ConcurrentQueue<(TimeSpan Since, IConnectionLifetimeFeature Lifetime)> _leaving = new();
    private int _count;
    private volatile bool _isDraining;

    public int Count => Volatile.Read(ref _count);

    public bool IsFull => Count >= rules.MaxConnections;

    /// <summary>Whether no new connection is taken because the relay goes down.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Takes one of the places for connections, if there is one; <see cref="Leave"/> gives it back.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= rules.MaxConnections && !IsDraining)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>A connection that has a place is about to be served.</summary>
    public void Add(PeerConnection connection)
    {
        _connections.TryAdd(connection, 0);
        if (IsDraining)
        {
            connection.End(null, RelayCloseCode.GoingAway);
        }
    }

    /// <summary>A connection was served to its end.</summary>
    public void Remove(PeerConnection connection)
    {
        _connections.TryRemove(connection, out _);

        // The server now closes the transport, for which it first sends what is still in the pipe. Against a client
        // that does not read, this is what bounds it.
        _leaving.Enqueue((clock.Now, connection.Lifetime));
    }

    public void Sweep(TimeSpan now)
    {
        foreach (var (connection, _) in _connections)
        {
            connection.Sweep(now);
        }

        while (_leaving.TryPeek(out var first) && now - first.Since >= RelayLimits.CloseWait)
        {
            _leaving.TryDequeue(out _);
            first.Lifetime.Abort();
        }
    }

    /// <summary>Takes no more connections; readiness goes first, so that a load balancer can notice.</summary>
    public void BeginDraining() => _isDraining = true;

    /// <summary>Tells every client that the relay goes down, and closes.</summary>
    public void SendAway(TimeSpan wait)
    {
        foreach (var (connection, _) in _connections)
        {
            connection.End(new RelayControl.Restarting(wait), RelayCloseCode.GoingAway);
        }
    }

    /// <summary>Waits until every connection has ended, which the close wait bounds; drops them when cancelled.</summary>
    public async Task AllGoneAsync(CancellationToken cancellationToken)
    {
        using var abort = cancellationToken.UnsafeRegister(
            static all => ((ConnectionRegistry)all!).AbortAll(), this); // Not null: it is passed.
        foreach (var (connection, _) in _connections)
        {
            await connection.Completion;
        }
    }

    private void AbortAll()
    {
        foreach (var (connection, _) in _connections)
        {
            connection.Abort();
        }
    }
}
