using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sharencrypt.EndToEnd.Tests;

public sealed class RelayCommandTests
{
    [Fact]
    public async Task The_relay_verb_serves_until_it_is_told_to_stop_and_then_ends_with_zero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM to send on Windows.");
        var cancellationToken = TestContext.Current.CancellationToken;
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var relay = SharencryptProcess.Start("relay", "--urls", address.ToString());

        await HealthyAsync(address, cancellationToken);
        using (var kill = Process.Start("kill", ["-TERM", $"{relay.Id}"]))
        {
            await kill.WaitForExitAsync(cancellationToken);
        }

        var (exitCode, _, talk) = await relay.EndAsync(cancellationToken);
        exitCode.Should().Be(0, talk);
    }

    private static async Task HealthyAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            // The process is up when its port takes a connection. Nothing announces that, so it is asked again and again.
            ConnectCallback = async (context, token) =>
            {
                using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
                while (true)
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    try
                    {
                        await socket.ConnectAsync(context.DnsEndPoint, token);
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
                    {
                        socket.Dispose();
                        await again.WaitForNextTickAsync(token);
                    }
                }
            },
        })
        {
            Timeout = TimeSpan.FromSeconds(30),
        };

        using var answer = await client.GetAsync(new Uri(address, "/health/live"), cancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
