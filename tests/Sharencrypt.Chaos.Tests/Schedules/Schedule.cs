using System.Globalization;
using System.Text;

namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>One run: what is sent, how fast, and what goes wrong when. The same for the same seed and extent.</summary>
internal sealed record Schedule(ulong Seed, Cargo Cargo, long BytesPerSecond, IReadOnlyList<Fault> Faults)
{
    /// <summary>Below this a transfer is little more than its greeting, and faults must lie close together to hit it.</summary>
    private const long SmallBytes = 65_536;

    // So many bytes hold the first chunk: when it has come, the transfer was accepted and can be resumed.
    private const long LeastToKill = 600_000;

    private const double HalfDeadChance = 0.05;

    private static readonly FaultKind[] Network =
    [
        FaultKind.Cut, FaultKind.Cut, FaultKind.CutBoth, FaultKind.CloseTowardsRelay, FaultKind.CloseTowardsClient,
        FaultKind.BlackHole, FaultKind.BlackHoleTowardsRelay, FaultKind.BlackHoleTowardsClient,
        FaultKind.Throttle, FaultKind.Delay, FaultKind.Fragment, FaultKind.Refuse, FaultKind.CutEarly,
        FaultKind.KillRelay, FaultKind.KillRelay, FaultKind.StopRelay, FaultKind.StopProcess,
    ];

    private static readonly FaultKind[] Kills =
    [
        FaultKind.KillProcess, FaultKind.KillProcess, FaultKind.KillProcess, FaultKind.KillProcess, FaultKind.KillProcess, FaultKind.KillBoth, FaultKind.KillBoth,
    ];

    public static Schedule Of(ulong seed, Extent extent)
    {
        var draw = new Draw(seed);
        var cargo = DrawCargo(draw, extent);
        var rate = draw.Chance(0.3) ? 0 : Math.Max(1_000_000, cargo.Bytes * 1000 / draw.Between(500, 3000));
        FaultKind[] kinds = extent.KillsProcesses && !cargo.IsPipe && cargo.Bytes > LeastToKill ? [.. Network, .. Kills] : Network;
        var faults = Enumerable.Range(0, (int)draw.Between(5, 8))
            .Select(_ => DrawFault(draw, draw.Of(kinds), cargo))
            .OrderBy(fault => fault.At)
            .ToList();
        if (extent.HasSlowFaults && cargo.Bytes > SmallBytes && draw.Chance(HalfDeadChance))
        {
            // Only of the receiver and only first: then it surely lacks something, and nobody can be done before it is back.
            faults.Insert(0, new Fault(FaultKind.HalfDead, Side.Receiver, Math.Min(cargo.Bytes / 3, faults[0].At), 1, TimeSpan.Zero, 0));
        }

        return new Schedule(seed, cargo, rate, faults);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed}: {Cargo.Kind} of {Cargo.Bytes:N0} bytes in {Cargo.Files} files, {(BytesPerSecond == 0 ? "unthrottled" : $"{BytesPerSecond:N0} bytes/s")}");
        foreach (var fault in Faults)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {fault}");
        }

        return text.ToString();
    }

    private static Cargo DrawCargo(Draw draw, Extent extent)
    {
        var kind = draw.Of([CargoKind.File, CargoKind.File, CargoKind.Tree, CargoKind.Tree, CargoKind.PipeToFile, CargoKind.PipeToPipe]);
        var bytes = draw.Chance(0.2) ? draw.Skewed(1, 300_000) : draw.Skewed(1_000_000, extent.MostBytes);
        return new Cargo(kind, bytes, kind == CargoKind.Tree ? (int)draw.Skewed(1, 1000) : 1, draw.Next());
    }

    private static Fault DrawFault(Draw draw, FaultKind kind, Cargo cargo)
    {
        var side = draw.Of([Side.Sender, Side.Receiver]);
        var at = draw.Between(Kills.Contains(kind) ? LeastToKill : 0, cargo.Bytes);
        var gap = draw.Skewed(1, cargo.Bytes < SmallBytes ? 300 : 100_000);
        var duration = kind switch
        {
            FaultKind.KillRelay or FaultKind.KillProcess or FaultKind.KillBoth => draw.Milliseconds(0, 500),
            FaultKind.Refuse => draw.Milliseconds(200, 1500),
            _ => draw.Milliseconds(100, 1200),
        };
        var amount = kind switch
        {
            FaultKind.Throttle => (int)draw.Skewed(50_000, 2_000_000),
            FaultKind.Fragment => (int)draw.Skewed(1, 1000),
            FaultKind.CutEarly => (int)draw.Skewed(1, 20_000),
            FaultKind.Delay => (int)draw.Between(5, 150),
            _ => 0,
        };
        return new Fault(kind, side, at, gap, duration, amount);
    }
}
