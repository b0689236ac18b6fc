using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sharencrypt.Client.Tests;

/// <summary>What a person is told when the address leads to something else than a relay of this version.</summary>
public sealed class WrongServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nSharencrypt-Relay-Versions: 2, 3\r\nContent-Length: 0\r\n\r\n", ShareErrorCode.RelayVersion, "speaks version 2, 3")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ShareErrorCode.NotARelay, "not a Sharencrypt relay")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", ShareErrorCode.NotARelay, "not a Sharencrypt relay")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", ShareErrorCode.NotARelay, "HTTP 302")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", ShareErrorCode.RelayUnreachable, "says a server before it (HTTP 502)")]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\nSharencrypt-Relay-Versions: 1\r\nContent-Length: 0\r\n\r\n", ShareErrorCode.RelayBusy, "too many connections")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nSharencrypt-Relay-Versions: 1\r\nContent-Length: 0\r\n\r\n", ShareErrorCode.RelayBusy, "full or restarting")]
    public async Task A_wrong_answer_is_explained(string answer, ShareErrorCode code, string words)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var serving = AnswerAsync(server, answer, stop.Token);
        var options = ShareOptions.Default with { Relay = new Uri($"http://{server.LocalEndpoint}/") };

        var failed = await FluentActions.Awaiting(() => ShareSession.OpenAsync(options, Cancellation)).Should().ThrowAsync<ShareException>();

        failed.Which.Code.Should().Be(code);
        failed.Which.Message.Should().Contain(words);
        failed.Which.NextStep.Should().NotBeNullOrEmpty();
        await stop.CancelAsync(); // And then the server: one that is stopped while it answers would be asked for more.
        await serving;
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var options = ShareOptions.Default with { Relay = new Uri($"http://{server.LocalEndpoint}/"), TimeProvider = time };
        var opening = ShareSession.OpenAsync(options, Cancellation);
        using var connection = await server.AcceptTcpClientAsync(Cancellation);
        await connection.GetStream().ReadExactlyAsync(new byte[10], Cancellation);

        time.Advance(options.ConnectTimeout);

        var failed = await FluentActions.Awaiting(() => opening).Should().ThrowAsync<RelayConnectionException>();
        failed.Which.Message.Should().Contain("did not answer within 15 seconds");
    }

    // The same to everybody: when WebSocket does not work, plain HTTP is tried.
    private static async Task AnswerAsync(TcpListener server, string answer, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var connection = await server.AcceptTcpClientAsync(stop);
                using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII, leaveOpen: true);
                while (await reader.ReadLineAsync(stop) is { Length: > 0 })
                {
                    // The request's head.
                }

                await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or IOException)
        {
            // Stopped.
        }
    }
}
