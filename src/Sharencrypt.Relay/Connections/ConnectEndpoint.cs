using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary><c>GET /v1/connect</c>: from an HTTP request to a connection of the relay protocol, or a refusal with a code.</summary>
internal sealed class ConnectEndpoint(RelayCore relay, ConnectionRegistry connections, OriginPolicy origins)
{
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
            await RefuseAsync(context, UpgradeRefusal.Unavailable, Refusal.RetryWhenUnavailable);
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

    private Task RefuseAsync(HttpContext context, UpgradeRefusal refusal, TimeSpan? retryAfter = null) =>
        Refusal.WriteAsync(context, relay.Metrics, refusal, retryAfter);
}
