using Sharencrypt.Chaos.Tests.Schedules;

namespace Sharencrypt.Chaos.Tests;

/// <summary>Nothing that a relay knows needs to survive it.</summary>
[Trait("Kind", "Slow")]
public sealed class RelayDeathTests
{
    private const int Deaths = 5;

    [Fact]
    public async Task A_transfer_outlives_its_relay_five_times_and_both_sides_are_told_each_time()
    {
        var faults = Enumerable.Range(1, Deaths)
            .Select(death => new Fault(FaultKind.KillRelay, Side.Sender, At: death * 4_000_000, Gap: 1, TimeSpan.FromMilliseconds(100), Amount: 0));
        var schedule = new Schedule(Seed: 0, new Cargo(CargoKind.File, 24_000_000, 1, Seed: 5), BytesPerSecond: 20_000_000, [.. faults]);

        var outcome = await ChaosRun.RunAsync(schedule, TestContext.Current.CancellationToken);

        outcome.Applied.Should().HaveCount(Deaths);
        foreach (var side in Enum.GetValues<Side>())
        {
            outcome.Count(side, "relay_lost").Should().Be(Deaths);
            outcome.Count(side, "relay_back").Should().Be(Deaths);
        }
    }
}
