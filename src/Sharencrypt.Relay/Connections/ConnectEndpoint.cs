using System.Globalization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary><c>GET /v1/connect</c>: from an HTTP request to a connection of the relay protocol, or a refusal with a code.</summary>
internal sealed class ConnectEndpoint(RelayCore relay, ConnectionRegistry connections, OriginPolicy origins)
{
    // A full relay does not know when somebody will go.
    private const int RetryWhenUnavailableSeconds = 30;

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers[RelayProtocolVersions.HeaderName] = RelayProtocolVersions.HeaderValue;
        if (UpgradeRequest.Check(context.Request, origins, out var version) is { } refusal)
        {
            if (refusal == UpgradeRefusal.UpgradeRequired)
            {
                UpgradeRequest.NameVersion(context.Response);
            }

            await RefuseAsync(context, refusal);
            return;
        }

        if (!connections.TryEnter())
        {
            await RefuseAsync(context, UpgradeRefusal.Unavailable, TimeSpan.FromSeconds(RetryWhenUnavailableSeconds));
            return;
        }

        try
        {
            await AdmitAsync(context, version);
        }
        finally
        {
            connections.Leave();
        }
    }

    private async Task AdmitAsync(HttpContext context, RelayProtocolVersion version)
    {
        var address = relay.Addresses.TryConnect(
            context.Connection.RemoteIpAddress, relay.Clock.Now, out var retryAfter);
        if (address is null)
        {
            await RefuseAsync(context, UpgradeRefusal.RateLimited, retryAfter);
            return;
        }

        try
        {
            UpgradeRequest.Accept(context, version);

            // Not null: without an upgrade feature the check above refuses, and every connection of Kestrel has the others.
            await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
            var transport = context.Features.Get<IConnectionTransportFeature>()!.Transport;
            var lifetime = context.Features.Get<IConnectionLifetimeFeature>()!;
            await connections.ServeAsync(new PeerConnection(relay, address, lifetime, transport), lifetime);
        }
        finally
        {
            relay.Addresses.Disconnect(address);
        }
    }

    private Task RefuseAsync(HttpContext context, UpgradeRefusal refusal, TimeSpan? retryAfter = null)
    {
        relay.Metrics.Refused(refusal);
        context.Response.StatusCode = refusal.HttpStatus();
        context.Response.ContentType = "application/json";
        if (retryAfter is { } wait)
        {
            var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsync($$"""{"error":"{{refusal.WireName()}}"}""");
    }
}
