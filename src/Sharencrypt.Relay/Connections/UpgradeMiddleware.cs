using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;
using Sharencrypt.Relay.Limits;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// Connection middleware that every connection meets first: the limit of sockets, then a plain WebSocket upgrade, which is
/// answered before the HTTP server has made its objects for the connection. They would stay as long as it does, two thirds of
/// what an idle one costs (decision 0016). It can only say yes: whatever it would refuse or does not understand goes on
/// untouched to the HTTP server, whose endpoint judges by the same rules and gives the answer.
/// </summary>
internal sealed class UpgradeMiddleware(
    RelayCore relay, ConnectionRegistry connections, ConnectEndpoint endpoint, SocketLimit sockets, ForwardedHeadersMiddleware? forwarded = null)
{
    private static readonly Upgradable UpgradeOnce = new();

    // Those that have not said anything yet, and since when.
    private readonly ConcurrentDictionary<ConnectionContext, TimeSpan> _silent = new();

    /// <summary>Stands before the HTTP server, and before TLS.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => connection => RunAsync(connection, next);

    /// <summary>Lets go of connections that say nothing, and of all such when the relay goes down.</summary>
    public void Sweep(TimeSpan now)
    {
        foreach (var (connection, since) in _silent)
        {
            if (connections.IsDraining || now - since >= relay.Rules.Enter)
            {
                connection.Transport.Input.CancelPendingRead();
            }
        }
    }

    // One method for all that lasts as long as the connection: each more would hold a hundred bytes of every idle one.
    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!sockets.TryOpen(connection.RemoteEndPoint, out var key))
        {
            connection.Abort();
            return;
        }

        try
        {
            if (!await HasSpokenAsync(connection))
            {
                return;
            }

            if (TryAdmit(connection, out var answer) is not { } client)
            {
                await next(connection);
                return;
            }

            try
            {
                WriteSwitchingProtocols(connection.Transport.Output, answer);
                await client.RunAsync();
            }
            finally
            {
                endpoint.End(client);
            }
        }
        finally
        {
            sockets.Close(key);
        }
    }

    private async ValueTask<bool> HasSpokenAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        _silent.TryAdd(connection, relay.Clock.Now);
        try
        {
            var result = await input.ReadAsync();
            input.AdvanceTo(result.Buffer.Start);
            return !result.Buffer.IsEmpty;
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _silent.TryRemove(connection, out _);
        }
    }

    private PeerConnection? TryAdmit(ConnectionContext connection, out IHeaderDictionary answer)
    {
        var context = new DefaultHttpContext();
        answer = context.Response.Headers;
        var input = connection.Transport.Input;
        if (!input.TryRead(out var result))
        {
            return null;
        }

        PeerConnection? client = null;
        var end = result.Buffer.Start;
        if (RequestHead.TryRead(result.Buffer, context.Request, out var endOfHead) && IsUpgradable(context.Request.Headers))
        {
            context.Features.Set<IHttpUpgradeFeature>(UpgradeOnce);
            context.Connection.RemoteIpAddress = (connection.RemoteEndPoint as IPEndPoint)?.Address;
            forwarded?.ApplyForwarders(context);
            if (endpoint.Admit(context).Address is { } address)
            {
                end = endOfHead;

                // Not null: every connection of the server has it.
                client = endpoint.Begin(address, connection.Transport, connection.Features.Get<IConnectionLifetimeFeature>()!);
            }
        }

        input.AdvanceTo(end);
        return client;
    }

    // With a body, even an empty one, it is not the plain form.
    private static bool IsUpgradable(IHeaderDictionary headers) =>
        headers.GetCommaSeparatedValues(HeaderNames.Connection).Contains("upgrade", StringComparer.OrdinalIgnoreCase)
        && !headers.ContainsKey(HeaderNames.ContentLength)
        && !headers.ContainsKey(HeaderNames.TransferEncoding)
        && !headers.ContainsKey(HeaderNames.Expect);

    // It goes out with the first frame, which follows at once.
    private static void WriteSwitchingProtocols(PipeWriter output, IHeaderDictionary headers)
    {
        var head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n");
        foreach (var (name, value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        Encoding.ASCII.GetBytes(head.Append("\r\n").ToString(), output);
    }

    // Says to the check that this is a request that can be upgraded; the upgrade itself is written here.
    private sealed class Upgradable : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync() => throw new NotSupportedException("The connection is upgraded below HTTP.");
    }
}
