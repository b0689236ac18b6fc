using System.Text;
using Sharencrypt.Chaos.Tests.Checks;
using Sharencrypt.Chaos.Tests.Network;
using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>Runs a schedule from start to end and judges what came of it.</summary>
internal static class ChaosRun
{
    /// <summary>No schedule needs a tenth of it; who is not done by then never will be.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    // While the two sides greet each other next to nothing of the content may pass, so that faults can be placed in it.
    private const long GreetingBytesPerSecond = 200_000;

    /// <summary>Runs a schedule on this machine. Fails with everything that is needed to find the cause.</summary>
    public static async Task<Outcome> RunAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        await using var scene = new Scene(schedule.Cargo);
        scene.SenderProxy.ToRelay.Throttle(GreetingBytesPerSecond);
        scene.ReceiverProxy.ToClient.Throttle(GreetingBytesPerSecond);
        var conductor = new Conductor(scene, schedule);
        await RunAsync(scene, schedule.Cargo, conductor, schedule.ToString(), cancellationToken);
        return new Outcome(conductor.Applied, scene.Sender.Current.Lines, scene.Receiver.Current.Lines);
    }

    /// <summary>Runs a schedule over a link. Fails with everything that is needed to find the cause.</summary>
    /// <returns>What happened.</returns>
    public static async Task<string> RunAsync(LinkSchedule schedule, Link link, CancellationToken cancellationToken)
    {
        await using var scene = new Scene(schedule.Cargo, link, schedule.IsRelayWithSender);
        var conductor = new LinkConductor(link, scene, schedule);
        await RunAsync(scene, schedule.Cargo, conductor, schedule.ToString(), cancellationToken);
        return string.Join(Environment.NewLine, conductor.Happened);
    }

    private static async Task RunAsync(Scene scene, Cargo cargo, IConductor conductor, string schedule, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Bound);
        var disk = new DiskCheck(scene.Received);
        scene.SenderListener = cargo.Kind == CargoKind.PipeToPipe ? null : disk.Hear;
        List<string> problems = [];
        try
        {
            await scene.MeetAsync(bound.Token);
            await conductor.RunAsync(bound.Token);
            await Task.WhenAll(scene.Sender.Finished, scene.Receiver.Finished).WaitAsync(bound.Token);
            problems.AddRange(await ArrivalCheck.FindAsync(scene, cargo));
            problems.AddRange(TruthCheck.Find(scene, cargo, conductor.Applied));
            problems.AddRange(disk.Problems);
            problems.AddRange(NonceCheck.Find(scene.SealLogs));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problems.Add($"It did not end within {Bound.TotalMinutes:0} minutes.");
        }
        catch (InvalidOperationException exception)
        {
            problems.Add(exception.Message);
        }

        if (problems.Count > 0)
        {
            throw new ChaosException(Report(problems, schedule, conductor, scene));
        }
    }

    private static string Report(List<string> problems, string schedule, IConductor conductor, Scene scene)
    {
        var text = new StringBuilder();
        problems.ForEach(problem => text.AppendLine(problem));
        text.AppendLine().Append(schedule).AppendLine("happened:");
        foreach (var happened in conductor.Happened)
        {
            text.Append("  ").AppendLine(happened);
        }

        return text.Append(scene.Describe()).ToString();
    }
}

/// <summary>What happened in a run that ended well, and what was said of it.</summary>
internal sealed record Outcome(IReadOnlyList<Applied> Applied, IReadOnlyList<TalkLine> Sender, IReadOnlyList<TalkLine> Receiver)
{
    public int Count(Side side, string status) => (side == Side.Sender ? Sender : Receiver).Count(line => line.Status == status);
}

/// <summary>A schedule was not survived.</summary>
public sealed class ChaosException(string message) : Exception(message);
