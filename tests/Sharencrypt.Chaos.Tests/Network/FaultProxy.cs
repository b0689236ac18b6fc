using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sharencrypt.Chaos.Tests.Network;

/// <summary>
/// Forwards TCP between one client and the relay, and misbehaves on command as networks do: resets, half-closed
/// connections, black holes, slowness, refusals, fragments. It never changes a byte: TCP would not either.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly IPEndPoint _relay;
    private readonly ConcurrentQueue<ProxyConnection> _connections = new();
    private readonly ConcurrentQueue<int> _budgets = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public FaultProxy(IPEndPoint relay)
    {
        _relay = relay;
        (_listener, Port) = FreePort.Listen();
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    public LaneRules ToRelay { get; } = new();

    public LaneRules ToClient { get; } = new();

    /// <summary>Resets every connection. Returns how many there were.</summary>
    public int Cut() => ForEach(connection => connection.Cut());

    public int CloseHalf(Direction direction) => ForEach(connection => connection.CloseHalf(direction));

    /// <summary>The connections of this moment carry nothing any more, without anybody being told; new ones work.</summary>
    public int Abandon() => ForEach(connection => connection.Abandon());

    /// <summary>The next connections are cut after this many bytes.</summary>
    public void LimitNext(int connections, int bytes)
    {
        for (var i = 0; i < connections; i++)
        {
            _budgets.Enqueue(bytes);
        }
    }

    /// <summary>New connections are refused until <see cref="AcceptAgain"/>.</summary>
    public async Task RefuseAsync()
    {
        _listener?.Dispose();
        _listener = null;
        await _accepting;
    }

    public void AcceptAgain()
    {
        if (_listener is null)
        {
            _listener = FreePort.Listen(Port);
            _accepting = AcceptAsync(_listener);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RefuseAsync();
        foreach (var connection in _connections)
        {
            connection.Cut();
            await connection.Running;
            connection.Dispose();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            await ForwardAsync(client);
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        var relay = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await relay.ConnectAsync(_relay);
        }
        catch (SocketException)
        {
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
            relay.Dispose();
            return;
        }

        var connection = new ProxyConnection(client, relay, ToRelay, ToClient, _budgets.TryDequeue(out var budget) ? budget : int.MaxValue);
        _connections.Enqueue(connection); // Before its first byte passes: who has seen that byte may order a fault.
        connection.Start();
    }

    private int ForEach(Action<ProxyConnection> fault)
    {
        var alive = _connections.Where(connection => !connection.Running.IsCompleted).ToList();
        alive.ForEach(fault);
        return alive.Count;
    }
}
