using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>Says plainly why a relay could not be reached. Never shows a proxy's address, which may hold a password.</summary>
internal sealed class RelayErrors(Uri relay)
{
    private string Shown => relay.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>An answer other than the one that was hoped for.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="versions">What the header of a relay says; null when it is not there.</param>
    /// <param name="cause">The exception, if there was one.</param>
    public ShareException OfAnswer(HttpStatusCode status, string? versions, Exception? cause)
    {
        if (versions is null && status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            return Unreachable($"is not there, says a server before it (HTTP {(int)status})", cause ?? new HttpRequestException($"HTTP {(int)status}"));
        }

        if (versions is null)
        {
            return status == HttpStatusCode.ProxyAuthenticationRequired ? OfProxy(status, cause) : new RelayConnectionException(
                ShareErrorCode.NotARelay,
                $"{Shown} answers, but it is not a Sharencrypt relay (HTTP {(int)status}).",
                "Check the address. A proxy on the way may also have swallowed the request.",
                cause);
        }

        var isOurs = versions.Split(',', StringSplitOptions.TrimEntries).Contains(RelayProtocolVersions.HeaderValue, StringComparer.Ordinal);
        return status switch
        {
            // The relay saw a request without an upgrade, or with half of one, which is not how it was sent.
            HttpStatusCode.UpgradeRequired or HttpStatusCode.BadRequest when isOurs => new RelayConnectionException(
                ShareErrorCode.RelayUnreachable,
                $"Something between here and the relay {Shown} changes requests (HTTP {(int)status}).",
                "See: sharencrypt doctor",
                cause),
            HttpStatusCode.BadRequest => new RelayConnectionException(
                ShareErrorCode.RelayVersion,
                $"The relay {Shown} speaks version {versions} of the protocol, this program version {RelayProtocolVersions.HeaderValue}.",
                "Update whichever is older."),
            HttpStatusCode.TooManyRequests => new RelayRefusedException(
                ShareErrorCode.RelayBusy, $"The relay {Shown} has too many connections from your address.", "Wait a minute and try again."),
            HttpStatusCode.ServiceUnavailable => new RelayRefusedException(
                ShareErrorCode.RelayBusy, $"The relay {Shown} is full or restarting.", "Try again in a moment, or use another relay."),
            _ => new RelayRefusedException(
                ShareErrorCode.RelayBusy, $"The relay {Shown} refused the connection (HTTP {(int)status}).", "Ask whoever runs it."),
        };
    }

    /// <summary>There was no answer.</summary>
    public RelayConnectionException OfNetwork(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } tunnel:
                    return OfProxy(tunnel.StatusCode, exception);
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

        return Unreachable("cannot be reached: the connection broke before it was there", exception);
    }

    /// <summary>There was no answer in time.</summary>
    public RelayConnectionException OfSilence(TimeSpan waited, Exception exception) =>
        Unreachable($"did not answer within {waited.TotalSeconds:0} seconds", exception);

    /// <summary>Whether no other way over the same network can work either.</summary>
    public static bool IsHopeless(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or SocketException
                {
                    SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.ConnectionRefused
                    or SocketError.NetworkUnreachable or SocketError.HostUnreachable,
                })
            {
                return true;
            }
        }

        return false;
    }

    // Some proxies answer a wrong password as a server would.
    private RelayConnectionException OfProxy(HttpStatusCode? status, Exception? cause) => status is HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.Unauthorized
        ? new RelayConnectionException(
            ShareErrorCode.RelayUnreachable,
            $"The proxy between here and {Shown} wants a name and a password (HTTP {(int)status}).",
            "Put them into HTTPS_PROXY (HTTP_PROXY for an http:// relay): http://name:password@proxy:port, or http://proxy:port without them if they are wrong there.",
            cause)
        : new RelayConnectionException(
            ShareErrorCode.RelayUnreachable,
            $"The proxy between here and {Shown} refused to connect there{(status is { } known ? $" (HTTP {(int)known})" : "")}.",
            "Check HTTPS_PROXY and HTTP_PROXY, or add the relay's host to NO_PROXY if it can be reached without.",
            cause);

    private RelayConnectionException Unreachable(string how, Exception exception) => new(
        ShareErrorCode.RelayUnreachable,
        $"The relay {Shown} {how}.",
        "Name a relay with --relay or SHARENCRYPT_RELAY, or run one yourself: sharencrypt relay",
        exception);
}
