using System.Globalization;

namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>What may go wrong on a link or at its ends.</summary>
internal enum LinkFaultKind
{
    Loss,
    Delay,
    Jitter,
    Reorder,
    Rate,
    BlackOut,
    BlackOutOneWay,
    KillRelay,
    KillSender,
    KillReceiver,
}

/// <summary>One fault on a link.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="At">When: as soon as the receiver has told of this many bytes.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="Value">The condition, in the emulator's unit.</param>
internal sealed record LinkFault(LinkFaultKind Kind, long At, TimeSpan Duration, double Value)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Value:0.###} at {At:N0}, {Duration.TotalMilliseconds:0} ms");
}

/// <summary>One run over a link. The same for the same seed.</summary>
internal sealed record LinkSchedule(ulong Seed, Cargo Cargo, bool IsRelayWithSender, double Delay, double Rate, IReadOnlyList<LinkFault> Faults)
{
    public string Conditions => string.Create(CultureInfo.InvariantCulture, $"--delay {Delay} --rate {Rate} --seed {(int)(Seed % int.MaxValue)}");

    public static LinkSchedule Of(ulong seed)
    {
        var draw = new Draw(seed);
        var bytes = draw.Between(8_000_000, 30_000_000);
        var kind = draw.Of([CargoKind.File, CargoKind.Tree, CargoKind.Tree, CargoKind.PipeToFile]);
        var cargo = new Cargo(kind, bytes, kind == CargoKind.Tree ? (int)draw.Skewed(1, 1000) : 1, draw.Next());
        var kinds = Enum.GetValues<LinkFaultKind>()
            .Where(fault => !cargo.IsPipe || fault is not (LinkFaultKind.KillSender or LinkFaultKind.KillReceiver))
            .ToList();
        var faults = Enumerable.Range(0, (int)draw.Between(5, 8))
            .Select(_ => DrawFault(draw, draw.Of(kinds), bytes))
            .OrderBy(fault => fault.At)
            .ToList();
        return new LinkSchedule(seed, cargo, draw.Chance(0.5), draw.Between(0, 40), draw.Between(50, 200), faults);
    }

    public override string ToString() =>
        $"seed {Seed}: {Cargo.Kind} of {Cargo.Bytes:N0} bytes in {Cargo.Files} files, link {Conditions}, relay at the {(IsRelayWithSender ? "sender" : "receiver")}'s end{Environment.NewLine}"
        + string.Concat(Faults.Select(fault => $"  {fault}{Environment.NewLine}"));

    private static LinkFault DrawFault(Draw draw, LinkFaultKind kind, long bytes)
    {
        // Above nothing, so that the transfer has been accepted; well below all, so that it is not over.
        var at = draw.Between(1, bytes * 8 / 10);
        var value = kind switch
        {
            LinkFaultKind.Loss => 0.001 + (draw.Fraction() * 0.1),
            LinkFaultKind.Reorder => draw.Fraction() * 0.2,
            LinkFaultKind.Delay => draw.Between(0, 200),
            LinkFaultKind.Jitter => draw.Between(1, 50),
            LinkFaultKind.Rate => draw.Between(2, 50),
            _ => 0,
        };
        return new LinkFault(kind, at, draw.Milliseconds(200, 1500), value);
    }
}
