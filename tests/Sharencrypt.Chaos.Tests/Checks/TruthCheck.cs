using Sharencrypt.Chaos.Tests.Processes;
using Sharencrypt.Chaos.Tests.Schedules;

namespace Sharencrypt.Chaos.Tests.Checks;

/// <summary>Whether both sides told their people what was true.</summary>
internal static class TruthCheck
{
    public static IEnumerable<string> Find(Scene scene, Cargo cargo, IReadOnlyList<Applied> applied)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            if (side == Side.Receiver && cargo.Kind == CargoKind.PipeToPipe)
            {
                continue; // It talks to a person: its standard output is the content.
            }

            var lives = scene.Participant(side).Lives;
            var restarts = side == Side.Sender ? Restarts(scene.Receiver) : new List<long>();
            var problems = lives.SelectMany(life => Progress(life.Lines, cargo, restarts).Concat(Connection(life.Lines)))
                .Concat(Ending(lives, cargo))
                .Concat(lives.Count == 1 ? Faults(scene, side, cargo, applied) : []);
            foreach (var problem in problems)
            {
                yield return $"The {side}: {problem}";
            }
        }
    }

    private static IEnumerable<string> Ending(IReadOnlyList<CommandProcess> lives, Cargo cargo)
    {
        var lines = lives.SelectMany(life => life.Lines).ToList();
        var done = lines.Where(line => line.Event == "done").ToList();
        if (done.Count == 0 ? !lines.Exists(IsNothingToResume) : done.Count > lives.Count)
        {
            yield return $"“done” was said {done.Count} times";
        }

        foreach (var line in done.Where(line => line.Json!.Value.GetProperty("bytes").GetInt64() != cargo.Bytes))
        {
            yield return $"{line.Text}, but {cargo.Bytes} bytes were sent";
        }

        // What a kill cut off in the middle of a line is not held against it.
        var cutOff = lives.SkipLast(1).SelectMany(life => life.Lines.TakeLast(1));
        foreach (var line in lines.Except(cutOff).Where(line => line.Event is "error" or "" && !IsNothingToResume(line)))
        {
            yield return $"unexpected: {line.Text}";
        }
    }

    private static bool IsNothingToResume(TalkLine line) =>
        line.Event == "error" && line.Json!.Value.GetProperty("error").GetString() == "nothing_to_resume";

    private static IEnumerable<string> Progress(IReadOnlyList<TalkLine> lines, Cargo cargo, List<long> restarts)
    {
        var last = 0L;
        var backward = 0;
        foreach (var confirmed in lines.Where(line => line.Event == "progress").Select(line => line.Confirmed))
        {
            // A receiver that was killed goes on from what its journal says to be on the disk, and no other time does progress go back.
            if (confirmed < last && (++backward > restarts.Count || confirmed < restarts.Min()))
            {
                yield return $"progress went back from {last} to {confirmed}";
            }

            if (confirmed > cargo.Bytes)
            {
                yield return $"progress of {confirmed} of {cargo.Bytes} bytes";
            }

            last = confirmed;
        }
    }

    /// <summary>From where each new process of the receiver went on.</summary>
    private static List<long> Restarts(Participant receiver) =>
        [.. receiver.Lives.SelectMany(life => life.Lines).Where(line => line.Event == "resuming").Select(line => line.Confirmed)];

    // Lost, back, lost, back. Of the other side's connection no such order holds: a new one may be the first sign that the old
    // one was lost, and one that was away before this side came is told of twice.
    private static IEnumerable<string> Connection(IReadOnlyList<TalkLine> lines)
    {
        var isLost = false;
        foreach (var status in lines.Select(line => line.Status).Where(status => status is "relay_lost" or "relay_back"))
        {
            if (isLost == (status == "relay_lost"))
            {
                yield return $"“{status}” out of turn";
            }

            isLost = status == "relay_lost";
        }
    }

    /// <summary>
    /// A connection that ends while content is still to come must be missed and restored, or the transfer could not have
    /// ended; so it must also have been told. Over plain HTTP nothing is lost: a request that was cut is made again.
    /// </summary>
    private static IEnumerable<string> Faults(Scene scene, Side side, Cargo cargo, IReadOnlyList<Applied> applied)
    {
        var lines = scene.Participant(side).Lives[0].Lines;
        var inTime = applied.Where(one => one.Position < cargo.Bytes && one.Connections > 0).ToList();
        if (!WasOverHttp(scene, side) && inTime.Any(one => one.Fault.Disconnects(side)))
        {
            foreach (var status in new[] { "relay_lost", "relay_back" }.Where(status => lines.All(line => line.Status != status)))
            {
                yield return $"its connection was lost, and it never said “{status}”";
            }
        }

        var other = side == Side.Sender ? Side.Receiver : Side.Sender;
        if (!WasOverHttp(scene, other) && inTime.Any(one => one.Fault.Disconnects(other)) && !applied.Any(one => one.Fault.MayDisconnect(side))
            && !lines.Any(line => line.Status is "peer_away" or "peer_back"))
        {
            yield return "the other side's connection was lost, and it said nothing of it";
        }
    }

    private static bool WasOverHttp(Scene scene, Side side) =>
        scene.Participant(side).Lives.SelectMany(life => life.Lines).Any(line => line.Status == "transport_changed");
}
