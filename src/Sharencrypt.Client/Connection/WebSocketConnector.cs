using System.Net.WebSockets;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>Connects to a relay by WebSocket, and tells plainly why it did not work.</summary>
internal sealed class WebSocketConnector(Uri relay, HttpMessageInvoker http, TimeProvider time)
{
    private readonly RelayErrors _errors = new(relay);

    /// <exception cref="ShareException">It did not work.</exception>
    public async ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(RelayProtocolVersion.V1.Subprotocol());
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // The relay protocol has its own pings.
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(Address(), http, cancellationToken).ConfigureAwait(false);
            return new WebSocketTransport(socket, time);
        }
        catch (WebSocketException exception)
        {
            var refused = Explain(socket, exception);
            socket.Dispose();
            throw refused;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private Uri Address()
    {
        var path = relay.AbsolutePath.TrimEnd('/') + RelayProtocolVersions.ConnectPath;
        return new UriBuilder(relay) { Scheme = relay.Scheme == "https" ? "wss" : "ws", Path = path, Fragment = "", Query = "" }.Uri;
    }

    private ShareException Explain(ClientWebSocket socket, WebSocketException exception)
    {
        var versions = socket.HttpResponseHeaders?.GetValueOrDefault(RelayProtocolVersions.HeaderName) is { } values ? string.Join(", ", values) : null;
        return socket.HttpStatusCode == default && versions is null
            ? _errors.OfNetwork(exception)
            : _errors.OfAnswer(socket.HttpStatusCode, versions, exception);
    }
}
