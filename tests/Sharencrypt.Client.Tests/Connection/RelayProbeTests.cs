using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>What counts as an answer of a relay that takes rooms.</summary>
public sealed class RelayProbeTests
{
    private const string Ready = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 9\r\n\r\nnot ready")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n<html>Buy this name</html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nready")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=none\r\nContent-Length: 3\r\n\r\nyes")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /health/live\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0\r\n")]
    [InlineData("")]
    public async Task Another_answer_is_none(string answer)
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        Uri[] relays = [AddressOf(first), AddressOf(second)];
        var serving = Task.WhenAll(AnswerAsync(first, answer), AnswerAsync(second, Ready));

        // The time stands still: only an answer that is none lets the second be asked.
        var options = ShareOptions.Default with { Relays = relays, TimeProvider = new FakeTimeProvider() };
        var found = await NearestRelay.FindAsync(options, Cancellation);

        found.Should().Be(relays[1]);
        (await serving).Should().Equal("GET /under/path/health/ready HTTP/1.1", "GET /under/path/health/ready HTTP/1.1");
    }

    [Fact]
    public async Task A_single_relay_is_not_asked()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();

        await NearestRelay.FindAsync(ShareOptions.Default with { Relay = AddressOf(server) }, Cancellation);

        server.Pending().Should().BeFalse();
    }

    private static Uri AddressOf(TcpListener server)
    {
        server.Start();
        return new Uri($"http://{server.LocalEndpoint}/under/path/");
    }

    private static async Task<string?> AnswerAsync(TcpListener server, string answer)
    {
        using var connection = await server.AcceptTcpClientAsync(Cancellation);
        server.Stop(); // A request to whom nothing was answered is sent again.
        using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII, leaveOpen: true);
        var request = await reader.ReadLineAsync(Cancellation);
        while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 })
        {
            // The rest of the request does not matter.
        }

        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
        return request;
    }
}
