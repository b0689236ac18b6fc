using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Configuration;
using Sharencrypt.Relay.Connections;
using Sharencrypt.Relay.Connections.Http;
using Sharencrypt.Relay.Health;
using Sharencrypt.Relay.Limits;
using Sharencrypt.Relay.Memory;
using Sharencrypt.Relay.Observability;
using Sharencrypt.Relay.Pages;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay;

/// <summary>Puts the relay together. Starts from an empty host: no file is read and nothing is watched unless asked for.</summary>
internal static class RelayApplication
{
    private static readonly string Software =
        $"Sharencrypt.Relay {typeof(RelayApplication).Assembly.GetName().Version?.ToString(3)}";

    // What the server needs to close its port and its last connections once ours are gone.
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(5);

    public static WebApplication Build(RelayOptions options, TimeProvider timeProvider)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        AddLogging(builder.Logging, options);
        AddServer(builder, options);
        AddRelay(builder.Services, options, timeProvider);

        var app = builder.Build();
        if (options.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarded(options.TrustedProxies));
        }

        Observe(app.Services);
        MapPage(app);
        app.MapGet("/health/live", Liveness.AnswerAsync);
        app.MapGet("/health/ready", app.Services.GetRequiredService<Readiness>().AnswerAsync);
        app.Map(RelayProtocolVersions.ConnectPath, app.Services.GetRequiredService<ConnectEndpoint>().HandleAsync);
        app.Map(RelayHttp.Path, app.Services.GetRequiredService<HttpEndpoint>().HandleAsync);
        return app;
    }

    private static void MapPage(WebApplication app)
    {
        var page = new WebPage();
        if (page.IsThere)
        {
            app.MapMethods("/{**path}", [HttpMethods.Get, HttpMethods.Head], page.AnswerAsync);
        }
        else
        {
            app.MapGet("/", FrontPage.AnswerAsync);
        }
    }

    private static void AddLogging(ILoggingBuilder logging, RelayOptions options)
    {
        logging.SetMinimumLevel(options.LogLevel);

        // Only what asks for action: the server's own lines name connections and requests, which we do not want to keep.
        logging.AddFilter("Microsoft", options.LogLevel > LogLevel.Warning ? options.LogLevel : LogLevel.Warning);

        // A failed start is told once, in one sentence, by RelayHost. And with the request log not even listening, no
        // activity is made for a request, which a connection would otherwise hold for its whole life.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (options.LogFormat == "json")
        {
            logging.AddJsonConsole(json => json.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(text => text.SingleLine = true);
        }
    }

    private static void AddServer(WebApplicationBuilder builder, RelayOptions options)
    {
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls]);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<SocketTransportOptions>(transport =>
        {
            transport.MaxReadBufferSize = options.ReadBufferBytes;
            transport.MaxWriteBufferSize = options.WriteBufferBytes;

            // What arrived is dealt with, and sent on, where it was read (decision 0018): a third less processor time for a gigabyte.
            transport.UnsafePreferInlineScheduling = true;
        });
        builder.Services.AddOptions<KestrelServerOptions>().Configure<UpgradeMiddleware>((kestrel, upgrades) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = options.Connections.Enter;
            kestrel.Limits.KeepAliveTimeout = options.Connections.Silence;
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Use(upgrades.Guard);
            });
            if (options.CertificateFile is { } certificate)
            {
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate =
                    X509Certificate2.CreateFromPemFile(certificate, options.CertificateKeyFile));
            }
        });
    }

    private static void AddRelay(IServiceCollection services, RelayOptions options, TimeProvider timeProvider)
    {
        var pools = new BlockPools(options.KeptMemoryMegabytes * 1024L * 1024);
        services.AddMetrics();
        services.AddSingleton(timeProvider);
        services.AddSingleton(pools);
        services.AddSingleton<IMemoryPoolFactory<byte>>(pools);
        services.AddSingleton(new RelayClock(timeProvider));
        services.AddSingleton(new RoomTable(options.Rooms));
        services.AddSingleton(new AddressLimits(options.Addresses));
        services.AddSingleton(new OriginPolicy(options.AllowedOrigins));
        services.AddSingleton(options.Connections);
        services.AddSingleton(options.Http);
        services.AddSingleton(options.Drain);
        services.AddSingleton<RelayMetrics>();
        services.AddSingleton(provider => new RelayCore
        {
            Rooms = provider.GetRequiredService<RoomTable>(),
            Addresses = provider.GetRequiredService<AddressLimits>(),
            Rules = options.Connections,
            Clock = provider.GetRequiredService<RelayClock>(),
            Metrics = provider.GetRequiredService<RelayMetrics>(),
            Logger = provider.GetRequiredService<ILogger<PeerConnection>>(),
            Software = Software,
        });
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<ConnectEndpoint>();
        services.AddSingleton(provider => new UpgradeMiddleware(
            provider.GetRequiredService<RelayCore>(),
            provider.GetRequiredService<ConnectionRegistry>(),
            provider.GetRequiredService<ConnectEndpoint>(),
            new SocketLimit(
                (2 * options.Connections.MaxConnections) + SocketLimit.Spare, options.Addresses.Connections + SocketLimit.Spare, options.TrustedProxies),
            options.TrustedProxies.Count == 0 ? null : new ForwardedHeadersMiddleware(
                static _ => Task.CompletedTask, provider.GetRequiredService<ILoggerFactory>(), Options.Create(Forwarded(options.TrustedProxies)))));
        services.AddSingleton<HttpConnections>();
        services.AddSingleton<HttpEndpoint>();
        services.AddSingleton<Readiness>();
        services.AddHostedService<Sweeper>();
        services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = options.Drain.Notice + RelayLimits.CloseWait + ShutdownMargin);
    }

    private static void Observe(IServiceProvider services)
    {
        var (connections, rooms) = (services.GetRequiredService<ConnectionRegistry>(), services.GetRequiredService<RoomTable>());
        var (http, pools) = (services.GetRequiredService<HttpConnections>(), services.GetRequiredService<BlockPools>());
        services.GetRequiredService<RelayMetrics>().Observe(
            () => connections.Count, () => http.Count, () => rooms.Count, () => pools.RentedBytes);
    }

    private static ForwardedHeadersOptions Forwarded(IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,

            // As many as are trusted, one after the other from this end: the first that is not is the client.
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            forwarded.KnownIPNetworks.Add(proxy);
        }

        return forwarded;
    }
}
