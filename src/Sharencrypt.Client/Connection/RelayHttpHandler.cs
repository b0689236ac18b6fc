namespace Sharencrypt.Client.Connection;

/// <summary>How this library makes HTTP requests, the upgrade among them: through the proxy that the system or the environment names.</summary>
internal static class RelayHttpHandler
{
    // Shorter than a relay, or what stands before it, keeps an idle connection: a request on one that is just being closed fails.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(20);

    /// <param name="timeout">How long a connection may take to be made.</param>
    public static HttpMessageInvoker Create(TimeSpan timeout) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = timeout,
        PooledConnectionIdleTimeout = LongestIdle,
    });
}
