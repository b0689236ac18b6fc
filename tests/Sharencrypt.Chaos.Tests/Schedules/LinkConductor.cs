using System.Globalization;
using Sharencrypt.Chaos.Tests.Network;
using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>Makes the faults of a link's schedule happen, each when the receiver has told of enough bytes.</summary>
internal sealed class LinkConductor(Link link, Scene scene, LinkSchedule schedule) : IConductor
{
    private readonly List<string> _happened = [];

    public IReadOnlyList<Applied> Applied => [];

    public IEnumerable<string> Happened => _happened;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var finished = Task.WhenAll(scene.Sender.Finished, scene.Receiver.Finished);
        foreach (var fault in schedule.Faults)
        {
            var reached = scene.ReceiverProgress.ReachedAsync(fault.At);
            await Task.WhenAny(reached, finished).WaitAsync(cancellationToken);
            if (!reached.IsCompleted)
            {
                return;
            }

            _happened.Add(fault.ToString());
            await BeginAsync(fault, cancellationToken);
        }
    }

    private async Task BeginAsync(LinkFault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case LinkFaultKind.KillRelay:
                await scene.Relay.KillAsync();
                await scene.Relay.StartAsync(cancellationToken);
                break;
            case LinkFaultKind.KillSender:
                await KillAsync(scene.Sender);
                break;
            case LinkFaultKind.KillReceiver:
                await KillAsync(scene.Receiver);
                break;
            case LinkFaultKind.BlackOut:
                await LastAsync("down", "up", fault.Duration, cancellationToken);
                break;
            case LinkFaultKind.BlackOutOneWay:
                await LastAsync("a down", "a up", fault.Duration, cancellationToken);
                break;
            default:
                var name = fault.Kind.ToString().ToLowerInvariant();
                await LastAsync(Condition(name, fault.Value), Condition(name, Usual(fault.Kind)), fault.Duration, cancellationToken);
                break;
        }
    }

    private static async Task KillAsync(Participant victim)
    {
        await victim.KillAsync();
        await victim.ReviveAsync();
    }

    private async Task LastAsync(string begin, string end, TimeSpan duration, CancellationToken cancellationToken)
    {
        await link.SetAsync(begin, cancellationToken);
        await Task.Delay(duration, cancellationToken);
        await link.SetAsync(end, cancellationToken);
    }

    private double Usual(LinkFaultKind kind) => kind switch
    {
        LinkFaultKind.Delay => schedule.Delay,
        LinkFaultKind.Rate => schedule.Rate,
        _ => 0,
    };

    private static string Condition(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value}");
}
