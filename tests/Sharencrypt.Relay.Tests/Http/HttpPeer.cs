using System.Globalization;
using System.Net;
using System.Text.Json;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Http;

/// <summary>A client of the HTTP transport that a test drives request by request.</summary>
internal sealed class HttpPeer : IDisposable
{
    private readonly SocketsHttpHandler _handler = new() { UseProxy = false, UseCookies = false };
    private readonly HttpClient _http;
    private readonly MemoryStream _down = new();
    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private HttpPeer(Uri relay)
    {
        _http = new HttpClient(_handler) { BaseAddress = relay, Timeout = Timeout.InfiniteTimeSpan };
        _patience.CancelAfter(RawPeer.Patience);
    }

    public string Id { get; private set; } = "";

    public JsonElement Terms { get; private set; }

    /// <summary>How many bytes of the down stream have come.</summary>
    public long Received { get; private set; }

    /// <summary>How many bytes of the up stream have been sent.</summary>
    public long Sent { get; private set; }

    public CancellationToken Patient => _patience.Token;

    /// <summary>A client of a relay, without a connection.</summary>
    public static HttpPeer Of(RelayUnderTest relay) => new(relay.Address);

    /// <summary>A client with a connection that has been welcomed.</summary>
    public static async Task<HttpPeer> ConnectAsync(RelayUnderTest relay)
    {
        var peer = new HttpPeer(relay.Address);
        using var opened = await peer.OpenAsync();
        opened.StatusCode.Should().Be(HttpStatusCode.Created);
        (await peer.ReadControlAsync()).Should().BeOfType<RelayControl.Welcome>();
        return peer;
    }

    /// <summary>Waits until the relay has noted that all requests of this client have ended, which may be after their answers are here.</summary>
    public Task UntilIdleAsync(RelayUnderTest relay) =>
        relay.UntilAsync(() => relay.HttpConnections.Find(Id)?.IsLost(TimeSpan.MaxValue, TimeSpan.Zero) != false);

    public async Task<HttpResponseMessage> OpenAsync(string protocols = "sharencrypt.relay.v1", string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, RelayHttp.Path) { Content = new ByteArrayContent([]) };
        request.Headers.Add(RelayHttp.ProtocolsHeader, protocols);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        var answer = await _http.SendAsync(request, Patient);
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            Terms = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patient)).RootElement;
            Id = Terms.GetProperty("id").GetString()!;
        }

        return answer;
    }

    /// <summary>Any request with the connection's id; a header that is null is left out.</summary>
    public async Task<HttpResponseMessage> RequestAsync(HttpMethod method, HttpContent? content, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, RelayHttp.Path) { Content = content };
        foreach (var (name, value) in headers.Prepend((RelayHttp.ConnectionHeader, headers.Any(header => header.Name == RelayHttp.ConnectionHeader) ? null : Id)))
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patient);
    }

    public Task<HttpResponseMessage> PostAsync(long offset, byte[] bytes, long? received = null) => RequestAsync(
        HttpMethod.Post, new ByteArrayContent(bytes), (RelayHttp.OffsetHeader, Text(offset)), (RelayHttp.ReceivedHeader, received is { } known ? Text(known) : null));

    public Task<HttpResponseMessage> GetAsync(long offset, bool polls = false) => RequestAsync(
        HttpMethod.Get, null, (RelayHttp.OffsetHeader, Text(offset)), (RelayHttp.PollHeader, polls ? RelayHttp.PollValue : null));

    /// <summary>Sends one frame, as a client does.</summary>
    public async Task SendAsync(byte[] frame)
    {
        var bytes = Masked.Message(frame);
        using var answer = await PostAsync(Sent, bytes);
        answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
        Sent += bytes.Length;
        answer.Headers.GetValues(RelayHttp.OffsetHeader).Should().Equal(Text(Sent));
    }

    /// <summary>The next frame, by polling.</summary>
    public async Task<(WebSocketOpcode Opcode, byte[] Payload)> ReadAsync()
    {
        while (true)
        {
            var bytes = _down.GetBuffer().AsSpan(0, (int)_down.Length);
            if (WebSocketFrameHeader.TryRead(bytes, fromClient: false, out var header, out _) && bytes.Length >= header.HeaderBytes + header.PayloadBytes)
            {
                var payload = bytes.Slice(header.HeaderBytes, (int)header.PayloadBytes).ToArray();
                var rest = bytes[(header.HeaderBytes + (int)header.PayloadBytes)..].ToArray();
                _down.SetLength(0);
                _down.Write(rest);
                return (header.Opcode, payload);
            }

            using var answer = await GetAsync(Received, polls: true);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            Take(await answer.Content.ReadAsByteArrayAsync(Patient));
        }
    }

    /// <summary>Bytes of the down stream that came otherwise.</summary>
    public void Take(byte[] bytes)
    {
        _down.Write(bytes);
        Received += bytes.Length;
    }

    public async Task<RelayControl> ReadControlAsync()
    {
        var (opcode, frame) = await ReadAsync();
        opcode.Should().Be(WebSocketOpcode.Binary);
        frame[0].Should().Be((byte)FrameType.Control);
        RelayControl.TryParse(frame.AsSpan(1), out var control).Should().Be(ControlError.None);
        return control!;
    }

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static async Task<string> ErrorOf(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error").GetString()!;

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        _patience.Dispose();
    }
}
