using System.Net.Sockets;

namespace Sharencrypt.Client.Connection;

/// <summary>How this library makes HTTP requests, the upgrade among them: through the proxy that the system or the environment names.</summary>
internal static class RelayHttpHandler
{
    // Shorter than a relay, or what stands before it, keeps an idle connection: a request on one that is just being closed fails.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(20);

    /// <param name="timeout">How long a connection may take to be made.</param>
    public static HttpMessageInvoker Create(TimeSpan timeout) => new(new OneKindOfFailure(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = timeout,
        PooledConnectionIdleTimeout = LongestIdle,
    }));

    /// <summary>
    /// A connection that is reset in the moment in which it is there fails the library's look at its addresses, and comes out as
    /// a bare exception of the socket. It is a failed request like every other.
    /// </summary>
    private sealed class OneKindOfFailure(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
            }
        }
    }
}
