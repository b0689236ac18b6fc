using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sharencrypt.EndToEnd.Tests.Proxies;

/// <summary>Stands between and passes everything on, except that it may refuse WebSocket connections, or cut each after so many bytes.</summary>
internal sealed class MeddlingProxy : IAsyncDisposable
{
    private const string Refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _relay;
    private readonly Task _accepting;
    private readonly Lock _gate = new();
    private readonly List<Socket> _webSockets = [];
    private int _cuts;

    public MeddlingProxy(string relay)
    {
        _relay = new Uri(relay);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>After how many bytes, of both directions together, each WebSocket connection is cut.</summary>
    public long CutAfter { get; init; } = long.MaxValue;

    /// <summary>How many WebSocket connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Whether WebSocket is refused.</summary>
    public bool RefusesWebSocket { get; private set; }

    /// <summary>From now on WebSocket is refused, and the connections that are there are cut.</summary>
    public void RefuseWebSocket()
    {
        lock (_gate)
        {
            RefusesWebSocket = true;
            _webSockets.ForEach(socket => socket.Close(0));
            _webSockets.Clear();
        }
    }

    public void AllowWebSocket() => RefusesWebSocket = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                var head = new byte[64 * 1024];
                var length = await client.ReceiveAsync(head, _stop.Token);
                var isWebSocket = Encoding.ASCII.GetString(head, 0, length).StartsWith("GET /v1/connect", StringComparison.Ordinal);
                if (isWebSocket && RefusesWebSocket)
                {
                    await client.SendAsync(Encoding.ASCII.GetBytes(Refusal), _stop.Token);
                    return;
                }

                lock (_gate)
                {
                    _webSockets.AddRange(isWebSocket ? [client, server] : []);
                }

                await server.ConnectAsync(_relay.Host, _relay.Port, _stop.Token);
                await server.SendAsync(head.AsMemory(0, length), _stop.Token);
                var budget = new Budget(isWebSocket ? CutAfter : long.MaxValue);
                await Task.WhenAny(PumpAsync(client, server, budget), PumpAsync(server, client, budget));
                Interlocked.Add(ref _cuts, budget.IsSpent ? 1 : 0);
                client.Close(0);
                server.Close(0);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One of the two is gone.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Budget budget)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (!budget.IsSpent)
            {
                var count = await from.ReceiveAsync(buffer, _stop.Token);
                if (count == 0)
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
                budget.Spend(count);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }

    private sealed class Budget(long bytes)
    {
        private long _left = bytes;

        public bool IsSpent => Volatile.Read(ref _left) <= 0;

        public void Spend(int count) => Interlocked.Add(ref _left, -count);
    }
}
