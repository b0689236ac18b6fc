using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Relay.Configuration;
using Sharencrypt.Relay.Connections;
using Sharencrypt.Relay.Connections.Http;
using Sharencrypt.Relay.Memory;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Tests.Support;

/// <summary>A whole relay on a free port of this machine, with a clock that only the test moves.</summary>
internal sealed class RelayUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RelayUnderTest(WebApplication app, FakeTimeProvider time)
    {
        _app = app;
        Time = time;
        Address = new Uri(app.Urls.Single());
    }

    public FakeTimeProvider Time { get; }

    public Uri Address { get; }

    public RoomTable Rooms => _app.Services.GetRequiredService<RoomTable>();

    public ConnectionRegistry Connections => _app.Services.GetRequiredService<ConnectionRegistry>();

    public HttpConnections HttpConnections => _app.Services.GetRequiredService<HttpConnections>();

    public BlockPools Pools => _app.Services.GetRequiredService<BlockPools>();

    public IMeterFactory Meters => _app.Services.GetRequiredService<IMeterFactory>();

    public static async Task<RelayUnderTest> StartAsync(params (string Name, string Value)[] settings)
    {
        // One address does everything here, so what is per address must not be what stops it, unless a test says so.
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["logLevel"] = "Error",
            ["newConnectionsPerAddressBurst"] = "100000",
            ["connectionsPerAddress"] = "100000",
            ["roomsPerAddressBurst"] = "100000",
            ["joinsPerAddressBurst"] = "100000",
            ["failedJoinsPerAddressBurst"] = "100000",
        };
        foreach (var (name, value) in settings)
        {
            values[name] = value;
        }

        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        var options = RelayOptions.Read(reader);
        reader.Mistakes().Should().BeEmpty();

        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var app = RelayApplication.Build(options, time);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RelayUnderTest(app, time);
    }

    /// <summary>Opens a connection that has been upgraded and welcomed.</summary>
    public async Task<RawPeer> ConnectAsync()
    {
        var peer = await RawPeer.ConnectAsync(Address);
        await peer.UpgradeAsync();
        await peer.ReadControlAsync();
        return peer;
    }

    /// <summary>A room of connected peers who have read all events about each other.</summary>
    public async Task<IReadOnlyList<RawPeer>> RoomAsync(int peers, string name = "room")
    {
        var members = new List<RawPeer>();
        for (var slot = 0; slot < peers; slot++)
        {
            var member = await ConnectAsync();
            await member.SendAsync(slot == 0 ? Say.Open(name) : Say.Join(name));
            await member.ReadControlAsync();
            foreach (var earlier in members)
            {
                await earlier.ReadControlAsync();
            }

            members.Add(member);
        }

        return members;
    }

    /// <summary>Moves the clock on in steps of the relay's sweep.</summary>
    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Waits for something that nothing announces: it is asked again and again.</summary>
    public async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(RawPeer.Patience);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!isSo())
        {
            await again.WaitForNextTickAsync(patience.Token);
        }
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The close wait of peers that do not answer is as long as the fake clock wants: it is told to hurry.
        var stop = _app.StopAsync(CancellationToken.None);
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return stop.IsCompleted;
        });
        await stop;
        await _app.DisposeAsync();
    }
}
