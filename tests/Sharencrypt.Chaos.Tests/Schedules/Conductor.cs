using Sharencrypt.Chaos.Tests.Network;
using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>Makes the faults of a schedule happen, each at its place in the stream of bytes.</summary>
internal sealed class Conductor(Scene scene, Schedule schedule) : IConductor
{
    private readonly List<Task> _healing = [];
    private readonly List<Applied> _applied = [];

    public IReadOnlyList<Applied> Applied => _applied;

    public IEnumerable<string> Happened => _applied.Select(one => $"after {one.Position:N0} bytes: {one.Fault} ({one.Connections} hit)");

    /// <summary>
    /// Lets the bytes to the receiver pass up to each fault's place, holds them there until the fault has happened, and so on.
    /// Thus a fault hits the same place however fast the machine is.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lane = scene.ReceiverProxy.ToClient;
        var start = lane.Passed;
        var ended = Task.WhenAll(scene.Sender.Finished, scene.Receiver.Finished);
        scene.ForEachRule(rules => rules.Throttle(schedule.BytesPerSecond));
        foreach (var fault in schedule.Faults)
        {
            var reached = lane.HoldAt(Math.Max(start + fault.At, lane.Passed + fault.Gap));
            await Task.WhenAny(reached, ended).WaitAsync(cancellationToken);
            if (!reached.IsCompleted)
            {
                break; // Both sides are done: nothing is left to be hit.
            }

            var position = lane.Passed - start;
            var happening = BeginAsync(fault, cancellationToken);
            lane.Release();
            _applied.Add(new Applied(fault, position, await happening));
        }

        lane.Release();
        await Task.WhenAll(_healing).WaitAsync(cancellationToken);
    }

    /// <summary>Makes a fault happen; returns how many connections it hit.</summary>
    private async Task<int> BeginAsync(Fault fault, CancellationToken cancellationToken)
    {
        var proxy = scene.Proxy(fault.Side);
        switch (fault.Kind)
        {
            case FaultKind.Cut:
                return proxy.Cut();
            case FaultKind.CutBoth:
                return scene.SenderProxy.Cut() + scene.ReceiverProxy.Cut();
            case FaultKind.CloseTowardsRelay:
                return proxy.CloseHalf(Direction.ToRelay);
            case FaultKind.CloseTowardsClient:
                return proxy.CloseHalf(Direction.ToClient);
            case FaultKind.HalfDead:
                return proxy.Abandon();
            case FaultKind.CutEarly:
                proxy.LimitNext(2, fault.Amount);
                return proxy.Cut();
            case FaultKind.Refuse:
                return await RefuseAsync(proxy, fault.Duration, cancellationToken);
            case FaultKind.KillRelay:
                await scene.Relay.KillAsync();
                await Task.Delay(fault.Duration, cancellationToken);
                await scene.Relay.StartAsync(cancellationToken);
                return 2;
            case FaultKind.KillProcess:
                return await KillAsync([scene.Participant(fault.Side)], fault.Duration, cancellationToken);
            case FaultKind.KillBoth:
                return await KillAsync([scene.Sender, scene.Receiver], fault.Duration, cancellationToken);
            default:
                BeginLasting(fault, proxy);
                return 0;
        }
    }

    private void BeginLasting(Fault fault, FaultProxy proxy)
    {
        switch (fault.Kind)
        {
            case FaultKind.StopRelay:
                Last(fault.Duration, scene.Relay.Stop, scene.Relay.Continue);
                break;
            case FaultKind.StopProcess:
                var process = scene.Participant(fault.Side).Current;
                Last(fault.Duration, process.Stop, process.Continue);
                break;
            case FaultKind.BlackHole:
                Last(fault.Duration, proxy.ToClient.Stall, proxy.ToClient.Flow);
                Last(fault.Duration, proxy.ToRelay.Stall, proxy.ToRelay.Flow);
                break;
            case FaultKind.BlackHoleTowardsClient:
                Last(fault.Duration, proxy.ToClient.Stall, proxy.ToClient.Flow);
                break;
            case FaultKind.BlackHoleTowardsRelay:
                Last(fault.Duration, proxy.ToRelay.Stall, proxy.ToRelay.Flow);
                break;
            default:
                ForBoth(fault, proxy);
                break;
        }
    }

    private void ForBoth(Fault fault, FaultProxy proxy)
    {
        foreach (var rules in new[] { proxy.ToClient, proxy.ToRelay })
        {
            switch (fault.Kind)
            {
                case FaultKind.Throttle:
                    Last(fault.Duration, () => rules.Throttle(fault.Amount), () => rules.Throttle(schedule.BytesPerSecond));
                    break;
                case FaultKind.Delay:
                    Last(fault.Duration, () => rules.Delay = TimeSpan.FromMilliseconds(fault.Amount), () => rules.Delay = TimeSpan.Zero);
                    break;
                case FaultKind.Fragment:
                    Last(fault.Duration, () => rules.Fragment(fault.Amount), () => rules.Fragment(0));
                    break;
                default:
                    throw new InvalidOperationException($"Nobody makes {fault.Kind} happen.");
            }
        }
    }

    private static async Task<int> RefuseAsync(FaultProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        await proxy.RefuseAsync();
        var hit = proxy.Cut();
        await Task.Delay(duration, cancellationToken);
        proxy.AcceptAgain();
        return hit;
    }

    /// <summary>Kills and revives; only what was accepted can be resumed, so that is awaited first.</summary>
    private async Task<int> KillAsync(IReadOnlyList<Participant> victims, TimeSpan duration, CancellationToken cancellationToken)
    {
        await Task.WhenAny(scene.Receiver.Lives[0].SaysEventAsync("progress", cancellationToken), scene.Receiver.Finished).WaitAsync(cancellationToken);
        var killed = await Task.WhenAll(victims.Select(victim => victim.KillAsync()));
        await Task.Delay(duration, cancellationToken);
        await Task.WhenAll(victims.Select(victim => victim.ReviveAsync()));
        return killed.Count(was => was);
    }

    private void Last(TimeSpan duration, Action begin, Action end)
    {
        begin();
        _healing.Add(EndLaterAsync());

        async Task EndLaterAsync()
        {
            await Task.Delay(duration);
            end();
        }
    }
}

/// <summary>A fault that happened.</summary>
/// <param name="Fault">What.</param>
/// <param name="Position">How many bytes had come to the receiver since both sides met.</param>
/// <param name="Connections">How many connections or processes it ended.</param>
internal sealed record Applied(Fault Fault, long Position, int Connections);
