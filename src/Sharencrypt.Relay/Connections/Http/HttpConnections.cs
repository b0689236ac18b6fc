using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Limits;
using Sharencrypt.Relay.Memory;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary>All connections over plain HTTP, by their ids. Serves each like an upgraded one, and lets time work on them.</summary>
internal sealed class HttpConnections(
    RelayCore relay, ConnectionRegistry connections, HttpRules rules, BlockPools pools, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, HttpConnection> _byId = new(StringComparer.Ordinal);
    private readonly MemoryPool<byte> _pool = pools.Create();

    public int Count => _byId.Count;

    /// <summary>Makes a connection for an address that has been counted, in a place that has been taken, and serves it.</summary>
    public HttpConnection Open(AddressUsage address)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RelayHttp.IdBytes));
        var connection = new HttpConnection(id, address, _pool, rules, time, relay.Clock.Now)
        {
            OnClosed = closed => _byId.TryRemove(closed.Id, out _),
        };
        _byId.TryAdd(id, connection);

        // The registry owns it: it counts it, ends it, and waits for it when the relay goes down.
        _ = ServeAsync(connection);
        return connection;
    }

    /// <summary>The connection of an id, if there is one.</summary>
    public HttpConnection? Find(string? id) => id is not null && _byId.TryGetValue(id, out var connection) ? connection : null;

    public void Sweep(TimeSpan now)
    {
        foreach (var (_, connection) in _byId)
        {
            if (connection.IsLost(now, rules.Idle))
            {
                connection.Abort();
            }
        }
    }

    private async Task ServeAsync(HttpConnection connection)
    {
        await Task.Yield(); // The answer with the id does not wait for what the connection begins with.
        var client = new PeerConnection(relay, connection.Address, connection, connection);
        connections.Add(client);
        try
        {
            await client.RunAsync();
        }
        finally
        {
            connections.Remove(client);

            // Its id lives on for the close wait, so that the client can fetch the last words.
            connection.FinishService();
            connections.Leave();
            relay.Addresses.Disconnect(connection.Address);
        }
    }
}
