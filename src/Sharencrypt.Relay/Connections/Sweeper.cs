using Sharencrypt.Relay.Connections.Http;
using Sharencrypt.Relay.Memory;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// The relay's one timer, and its orderly end. Every second it lets time work on connections, rooms, addresses and memory.
/// It outlives the server's own shutdown wait, because until the last connection is gone somebody has to bound it.
/// </summary>
internal sealed partial class Sweeper(
    RelayCore relay,
    ConnectionRegistry connections,
    UpgradeMiddleware upgrades,
    HttpConnections http,
    BlockPools pools,
    DrainRules drain,
    TimeProvider timeProvider,
    ILogger<Sweeper> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TrimPeriod = TimeSpan.FromSeconds(5);

    private readonly HeapTrim _heap = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _sweeping = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _sweeping = SweepAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs before the server closes its port: not ready, a pause for load balancers, then everybody is told.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogDraining(logger, connections.Count);
        connections.BeginDraining();
        await Task.Delay(drain.Notice, timeProvider, cancellationToken);
        connections.SendAway(drain.Reconnect);
        await connections.AllGoneAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _sweeping;
    }

    public void Dispose() => _stop.Dispose();

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        var trimmed = relay.Clock.Now;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                trimmed = Sweep(relay.Clock.Now, trimmed);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The relay has stopped.
        }
    }

    private TimeSpan Sweep(TimeSpan now, TimeSpan trimmed)
    {
        try
        {
            upgrades.Sweep(now);
            http.Sweep(now);
            connections.Sweep(now);
            relay.Rooms.Sweep(now);
            if (now - trimmed < TrimPeriod)
            {
                return trimmed;
            }

            relay.Addresses.Sweep(now);
            pools.Trim();
            _heap.Trim(pools.RentedBytes);
        }
        catch (Exception failed)
        {
            // A fault of ours. Without the next sweep no limit of time would hold any more, so there is a next one.
            LogFailed(logger, failed);
        }

        return now;
    }

    [LoggerMessage(1101, LogLevel.Error, "A sweep failed; the next one follows")]
    private static partial void LogFailed(ILogger logger, Exception failed);

    [LoggerMessage(1100, LogLevel.Information, "Going down: telling {Connections} connections")]
    private static partial void LogDraining(ILogger logger, int connections);
}
