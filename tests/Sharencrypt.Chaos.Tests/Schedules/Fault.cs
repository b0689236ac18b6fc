namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>One fault of a schedule.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Side">To whom.</param>
/// <param name="At">When: after this many bytes have come to the receiver since both sides met.</param>
/// <param name="Gap">When at the earliest: this many bytes after the fault before.</param>
/// <param name="Duration">How long, if it lasts.</param>
/// <param name="Amount">Bytes a second, bytes a piece, or bytes until the next cut.</param>
internal sealed record Fault(FaultKind Kind, Side Side, long At, long Gap, TimeSpan Duration, int Amount)
{
    /// <summary>Whether a connection of this side ends by it.</summary>
    public bool Disconnects(Side side) => Kind switch
    {
        FaultKind.Cut or FaultKind.CloseTowardsClient or FaultKind.Refuse or FaultKind.CutEarly => side == Side,
        FaultKind.CutBoth or FaultKind.KillRelay or FaultKind.KillBoth => true,
        FaultKind.KillProcess => side == Side,
        _ => false,
    };

    /// <summary>Whether it may show to this side as a lost connection of the other one.</summary>
    public bool MayDisconnect(Side side) => Disconnects(side) || (side == Side && Kind is FaultKind.CloseTowardsRelay or FaultKind.HalfDead);

    public override string ToString() =>
        $"{Kind} {Side} at {At:N0} (gap {Gap:N0}), {Duration.TotalMilliseconds:0} ms, {Amount:N0}";
}
