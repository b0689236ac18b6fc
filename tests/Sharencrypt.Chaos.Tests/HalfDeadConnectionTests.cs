using Sharencrypt.Chaos.Tests.Schedules;

namespace Sharencrypt.Chaos.Tests;

/// <summary>A connection that ends without a word, as behind a router that lost its table: only time can tell.</summary>
[Trait("Kind", "Slow")]
public sealed class HalfDeadConnectionTests
{
    [Theory]
    [InlineData("Sender")]
    [InlineData("Receiver")]
    public async Task A_connection_that_is_half_dead_is_noticed_and_replaced(string name)
    {
        var side = Enum.Parse<Side>(name);
        var fault = new Fault(FaultKind.HalfDead, side, At: 4_000_000, Gap: 1, TimeSpan.Zero, Amount: 0);
        var schedule = new Schedule(Seed: 0, new Cargo(CargoKind.File, 24_000_000, 1, Seed: 6), BytesPerSecond: 20_000_000, [fault]);

        var outcome = await ChaosRun.RunAsync(schedule, TestContext.Current.CancellationToken);

        outcome.Count(side, "relay_lost").Should().Be(1);
        outcome.Count(side, "relay_back").Should().Be(1);
        outcome.Count(side == Side.Sender ? Side.Receiver : Side.Sender, "peer_back").Should().Be(1);
    }
}
