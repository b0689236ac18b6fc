using Sharencrypt.Chaos.Tests.Schedules;

namespace Sharencrypt.Chaos.Tests;

/// <summary>Whole transfers, process to process, while everything around them fails.</summary>
[Trait("Kind", "Slow")]
public sealed class ScheduleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_transfer_survives_its_schedule(ulong seed)
    {
        var schedule = Schedule.Of(seed, Extent.Bounded);
        output.WriteLine(schedule.ToString());
        var outcome = await ChaosRun.RunAsync(schedule, TestContext.Current.CancellationToken);
        output.WriteLine(string.Join(Environment.NewLine, outcome.Applied));
    }
}
