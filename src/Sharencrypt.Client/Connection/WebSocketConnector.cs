using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>Connects to a relay by WebSocket (RFC 6455 section 4.1), and tells plainly why it did not work.</summary>
internal sealed class WebSocketConnector(Uri relay, HttpMessageInvoker http, TimeProvider time)
{
    private const int KeyBytes = 16;
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly RelayErrors _errors = new(relay);

    /// <exception cref="ShareException">It did not work.</exception>
    public async ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
        using var request = NewRequest(key);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw _errors.OfNetwork(exception);
        }

        try
        {
            return IsUpgraded(response, key)
                ? new WebSocketTransport(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), time)
                : throw _errors.OfAnswer(response.StatusCode, VersionsOf(response), cause: null);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private HttpRequestMessage NewRequest(string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address())
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", key);
        request.Headers.Add("Sec-WebSocket-Protocol", RelayProtocolVersion.V1.Subprotocol());
        return request;
    }

    private Uri Address()
    {
        var path = relay.AbsolutePath.TrimEnd('/') + RelayProtocolVersions.ConnectPath;
        return new UriBuilder(relay) { Scheme = relay.Scheme == "https" ? "wss" : "ws", Path = path, Fragment = "", Query = "" }.Uri;
    }

    private static bool IsUpgraded(HttpResponseMessage response, string key) =>
        response.StatusCode == HttpStatusCode.SwitchingProtocols
        && response.Headers.Connection.Contains("Upgrade", StringComparer.OrdinalIgnoreCase)
        && response.Headers.Upgrade.Any(product => product.Name.Equals("websocket", StringComparison.OrdinalIgnoreCase))
        && ValueOf(response, "Sec-WebSocket-Accept") == AcceptOf(key)
        && ValueOf(response, "Sec-WebSocket-Protocol") == RelayProtocolVersion.V1.Subprotocol()
        && ValueOf(response, "Sec-WebSocket-Extensions") is null; // None was asked for.

    private static string? VersionsOf(HttpResponseMessage response) => ValueOf(response, RelayProtocolVersions.HeaderName);

    private static string? ValueOf(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : null;

    // SHA-1 because the RFC says so: it proves that the other side speaks WebSocket, and protects nothing.
#pragma warning disable CA5350
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
}
