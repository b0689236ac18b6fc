using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests;

/// <summary>A WebSocket that is aborted while somebody waits on it: a lost connection, whatever its library calls it.</summary>
public sealed class AbortedTransportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_receives_hears_of_a_lost_connection()
    {
        await RunAsync(async transport =>
        {
            var receiving = transport.ReceiveAsync(new byte[1024], CancellationToken.None).AsTask();
            transport.Abort();
            await new Func<Task>(() => receiving).Should().ThrowAsync<TransportLostException>();
        });
    }

    [Fact]
    public async Task Who_sends_hears_of_a_lost_connection()
    {
        await RunAsync(async transport =>
        {
            // The server reads nothing, so that sooner or later a frame stays on its way.
            var frame = new byte[1 << 18];
            Task sending;
            do
            {
                sending = transport.SendAsync(frame, CancellationToken.None).AsTask();
            }
            while (await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation)) == sending);

            transport.Abort();
            await new Func<Task>(() => sending).Should().ThrowAsync<TransportLostException>();
        });
    }

    [Fact]
    public async Task Who_cancels_hears_that_it_was_cancelled()
    {
        await RunAsync(async transport =>
        {
            using var cancel = new CancellationTokenSource();
            var receiving = transport.ReceiveAsync(new byte[1024], cancel.Token).AsTask();
            await cancel.CancelAsync();
            await new Func<Task>(() => receiving).Should().ThrowAsync<OperationCanceledException>();
        });
    }

    private static async Task RunAsync(Func<IRelayTransport, Task> use)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AcceptAsync(listener);
        using var http = RelayHttpHandler.Create(TimeSpan.FromSeconds(10));
        await using var transport = await new WebSocketConnector(new Uri($"http://{listener.LocalEndpoint}"), http, TimeProvider.System).ConnectAsync(Cancellation);
        using var server = await serving;
        await use(transport);
    }

    private static async Task<TcpClient> AcceptAsync(TcpListener listener)
    {
        var client = await listener.AcceptTcpClientAsync(Cancellation);
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, Cancellation)));
        }

        var subprotocol = Regex.Match(request.ToString(), "Sec-WebSocket-Protocol: (\\S+)").Groups[1].Value;
        var key = Regex.Match(request.ToString(), "Sec-WebSocket-Key: (\\S+)").Groups[1].Value;
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1, and not for the sake of secrecy.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {subprotocol}\r\n\r\n"), Cancellation);
        return client;
    }
}
