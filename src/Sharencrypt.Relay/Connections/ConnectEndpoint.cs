using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Limits;

namespace Sharencrypt.Relay.Connections;

/// <summary><c>GET /v1/connect</c>: from an HTTP request to a connection of the relay protocol, or a refusal with a code.</summary>
internal sealed class ConnectEndpoint(RelayCore relay, ConnectionRegistry connections, OriginPolicy origins)
{
    /// <summary>Answers a request that the HTTP server has read.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var admission = Admit(context);
        if (admission.Address is not { } address)
        {
            await Refusal.WriteAsync(context, relay.Metrics, admission.Refusal, admission.RetryAfter);
            return;
        }

        try
        {
            // Not null: without an upgrade feature it was refused, and every connection of Kestrel has the others.
            await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        }
        catch
        {
            Leave(address);
            throw;
        }

        var transport = context.Features.Get<IConnectionTransportFeature>()!.Transport;
        var client = Begin(address, transport, context.Features.Get<IConnectionLifetimeFeature>()!);
        try
        {
            await client.RunAsync();
        }
        finally
        {
            End(client);
        }
    }

    /// <summary>
    /// Judges a request and writes the headers of the answer, if it is a 101 all of them. Whoever is let in has a place, which
    /// <see cref="End"/> gives back.
    /// </summary>
    public Admission Admit(HttpContext context)
    {
        context.Response.Headers[RelayProtocolVersions.HeaderName] = RelayProtocolVersions.HeaderValue;
        if (UpgradeRequest.Check(context.Request, origins, out var version) is { } refusal)
        {
            if (refusal == UpgradeRefusal.UpgradeRequired)
            {
                UpgradeRequest.NameVersion(context.Response);
            }

            return new Admission(refusal);
        }

        if (!connections.TryEnter())
        {
            return new Admission(UpgradeRefusal.Unavailable, Refusal.RetryWhenUnavailable);
        }

        if (relay.Addresses.TryConnect(context.Connection.RemoteIpAddress, relay.Clock.Now, out var retryAfter) is not { } address)
        {
            connections.Leave();
            return new Admission(UpgradeRefusal.RateLimited, retryAfter);
        }

        UpgradeRequest.Accept(context, version);
        return new Admission(address);
    }

    /// <summary>A client that was let in, from the end of the 101's head on; to be run, and ended whatever comes of that.</summary>
    public PeerConnection Begin(AddressUsage address, IDuplexPipe transport, IConnectionLifetimeFeature lifetime)
    {
        var client = new PeerConnection(relay, address, lifetime, transport);
        connections.Add(client);
        return client;
    }

    /// <summary>The client is gone: its place is free.</summary>
    public void End(PeerConnection client)
    {
        connections.Remove(client);
        Leave(client.Address);
    }

    private void Leave(AddressUsage address)
    {
        relay.Addresses.Disconnect(address);
        connections.Leave();
    }
}
