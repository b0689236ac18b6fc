using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>Connects to a relay by WebSocket, through the system's proxy if there is one, and tells plainly why it did not work.</summary>
internal sealed class WebSocketConnector(Uri relay, TimeSpan timeout, TimeProvider time) : IRelayConnector, IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = timeout });

    private string Shown => relay.GetLeftPart(UriPartial.Path).TrimEnd('/');

    public async ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(RelayProtocolVersion.V1.Subprotocol());
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // The relay protocol has its own pings.
        socket.Options.CollectHttpResponseDetails = true;
        using var bound = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(Address(), _http, both.Token).ConfigureAwait(false);
            return new WebSocketTransport(socket, time);
        }
        catch (WebSocketException exception)
        {
            var refused = Explain(socket, exception);
            socket.Dispose();
            throw refused;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw Unreachable($"did not answer within {timeout.TotalSeconds:0} seconds", exception);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private Uri Address()
    {
        var path = relay.AbsolutePath.TrimEnd('/') + RelayProtocolVersions.ConnectPath;
        return new UriBuilder(relay) { Scheme = relay.Scheme == "https" ? "wss" : "ws", Path = path, Fragment = "", Query = "" }.Uri;
    }

    private ShareException Explain(ClientWebSocket socket, WebSocketException exception)
    {
        var isRelay = socket.HttpResponseHeaders is { } headers && headers.ContainsKey(RelayProtocolVersions.HeaderName);
        if (!isRelay)
        {
            return socket.HttpStatusCode == default ? ExplainNetwork(exception) : new RelayConnectionException(
                ShareErrorCode.NotARelay,
                $"{Shown} answers, but it is not a Sharencrypt relay (HTTP {(int)socket.HttpStatusCode}).",
                "Check the address. A proxy on the way may also have swallowed the WebSocket upgrade.",
                exception);
        }

        var versions = string.Join(", ", socket.HttpResponseHeaders![RelayProtocolVersions.HeaderName]);
        return socket.HttpStatusCode switch
        {
            HttpStatusCode.BadRequest => new RelayConnectionException(
                ShareErrorCode.RelayVersion,
                $"The relay {Shown} speaks version {versions} of the protocol, this program version {RelayProtocolVersions.HeaderValue}.",
                "Update whichever is older."),
            HttpStatusCode.TooManyRequests => new RelayRefusedException(
                ShareErrorCode.RelayBusy, $"The relay {Shown} has too many connections from your address.", "Wait a minute and try again."),
            HttpStatusCode.ServiceUnavailable => new RelayRefusedException(
                ShareErrorCode.RelayBusy, $"The relay {Shown} is full or restarting.", "Try again in a moment, or use another relay."),
            _ => new RelayRefusedException(
                ShareErrorCode.RelayBusy, $"The relay {Shown} refused the connection (HTTP {(int)socket.HttpStatusCode}).", "Ask whoever runs it."),
        };
    }

    private RelayConnectionException ExplainNetwork(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return Unreachable("cannot be found: its name is not known here", exception);
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return Unreachable("is not running: the connection was refused", exception);
                case SocketException socket:
                    return Unreachable($"cannot be reached ({socket.Message})", exception);
                case AuthenticationException:
                    return Unreachable("did not prove its identity: its certificate is not valid here (is this machine's clock right?)", exception);
                default:
                    break;
            }
        }

        return Unreachable($"cannot be reached ({exception.GetBaseException().Message})", exception);
    }

    private RelayConnectionException Unreachable(string how, Exception exception) => new(
        ShareErrorCode.RelayUnreachable,
        $"The relay {Shown} {how}.",
        "Name a relay with --relay or SHARENCRYPT_RELAY, or run one yourself: sharencrypt relay",
        exception);
}
