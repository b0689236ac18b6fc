using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Clients;

/// <summary>The platform's own WebSocket client, over plain TCP and over TLS.</summary>
public sealed class ClientWebSocketTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_connects_exchanges_frames_of_every_size_and_closes(bool isDeflating)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var host = await ConnectAsync(relay, isDeflating);
        using var guest = await ConnectAsync(relay, isDeflating);
        await EnterAsync(host, Say.Open("room"));
        await EnterAsync(guest, Say.Join("room"));
        await ReceiveAsync(host);

        foreach (var size in new[] { 1, 200, 70_000, RelayLimits.LongestPayloadBytes })
        {
            var payload = RandomNumberGenerator.GetBytes(size);
            await SendAsync(guest, Say.Data(0, payload));
            (await ReceiveAsync(host)).AsSpan(RelayLimits.DataHeaderBytes).SequenceEqual(payload).Should().BeTrue();
        }

        await guest.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Token);
        guest.CloseStatus.Should().Be(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task It_may_send_a_frame_in_fragments()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var host = await ConnectAsync(relay);
        using var guest = await ConnectAsync(relay);
        await EnterAsync(host, Say.Open("room"));
        await EnterAsync(guest, Say.Join("room"));
        await ReceiveAsync(host);
        var frame = Say.Data(0, RandomNumberGenerator.GetBytes(5_000));

        for (var at = 0; at < frame.Length; at += 1_000)
        {
            var part = frame.AsMemory(at, Math.Min(1_000, frame.Length - at));
            await guest.SendAsync(part, WebSocketMessageType.Binary, at + 1_000 >= frame.Length, Token);
        }

        (await ReceiveAsync(host)).AsSpan(9).SequenceEqual(frame.AsSpan(9)).Should().BeTrue();
    }

    [Fact]
    public async Task It_sees_our_close_codes()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var client = await ConnectAsync(relay);

        await client.SendAsync("text"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Token);
        var result = await client.ReceiveAsync(new byte[10], Token);

        result.CloseStatus.Should().Be(WebSocketCloseStatus.InvalidMessageType);
    }

    [Fact]
    public async Task It_is_refused_with_a_status_and_the_versions()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("sharencrypt.relay.v99");
        client.Options.CollectHttpResponseDetails = true;

        var connect = () => client.ConnectAsync(AddressOf(relay), Token);

        await connect.Should().ThrowAsync<WebSocketException>();
        client.HttpStatusCode.Should().Be(HttpStatusCode.BadRequest);
        client.HttpResponseHeaders!["Sharencrypt-Relay-Versions"].Should().Equal("1");
    }

    [Fact]
    public async Task Over_TLS_it_works_the_same()
    {
        using var folder = new TemporaryFolder();
        var (certificateFile, keyFile, thumbprint) = folder.WriteCertificate();
        await using var relay = await RelayUnderTest.StartAsync(
            ("urls", "https://127.0.0.1:0"), ("certificateFile", certificateFile), ("certificateKeyFile", keyFile));
        RemoteCertificateValidationCallback isOurs = (_, certificate, _, _) => certificate?.GetCertHashString() == thumbprint;
        using var host = await ConnectAsync(relay, isTrusted: isOurs);
        using var guest = await ConnectAsync(relay, isTrusted: isOurs);
        await EnterAsync(host, Say.Open("room"));
        await EnterAsync(guest, Say.Join("room"));
        await ReceiveAsync(host);

        for (var frame = 0; frame < 20; frame++)
        {
            var payload = RandomNumberGenerator.GetBytes(RelayLimits.LongestPayloadBytes);
            await SendAsync(guest, Say.Data(0, payload));
            (await ReceiveAsync(host)).AsSpan(RelayLimits.DataHeaderBytes).SequenceEqual(payload).Should().BeTrue();
        }

        await guest.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Uri AddressOf(RelayUnderTest relay) => new UriBuilder(relay.Address)
    {
        Scheme = relay.Address.Scheme == "https" ? "wss" : "ws",
        Path = RelayProtocolVersions.ConnectPath,
    }.Uri;

    private static async Task<ClientWebSocket> ConnectAsync(
        RelayUnderTest relay, bool isDeflating = false, RemoteCertificateValidationCallback? isTrusted = null)
    {
        var client = new ClientWebSocket();
        client.Options.AddSubProtocol("sharencrypt.relay.v1");
        client.Options.RemoteCertificateValidationCallback = isTrusted;
        client.Options.DangerousDeflateOptions = isDeflating ? new WebSocketDeflateOptions() : null;
        await client.ConnectAsync(AddressOf(relay), Token);
        client.SubProtocol.Should().Be("sharencrypt.relay.v1");
        await ReceiveAsync(client);
        return client;
    }

    private static async Task EnterAsync(ClientWebSocket client, byte[] request)
    {
        await SendAsync(client, request);
        RelayControl.TryParse((await ReceiveAsync(client)).AsSpan(1), out var control).Should().Be(ControlError.None);
        control.Should().BeOfType<RelayControl.Entered>();
    }

    private static Task SendAsync(ClientWebSocket client, byte[] frame) =>
        client.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, Token);

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket client)
    {
        var buffer = new byte[RelayLimits.LongestFrameBytes];
        for (var length = 0; ;)
        {
            var result = await client.ReceiveAsync(buffer.AsMemory(length), Token);
            result.MessageType.Should().Be(WebSocketMessageType.Binary);
            length += result.Count;
            if (result.EndOfMessage)
            {
                return buffer[..length];
            }
        }
    }
}
