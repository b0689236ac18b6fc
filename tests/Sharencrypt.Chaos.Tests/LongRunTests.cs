using System.Globalization;
using System.Security.Cryptography;
using Sharencrypt.Chaos.Tests.Schedules;

namespace Sharencrypt.Chaos.Tests;

/// <summary>As <see cref="ScheduleTests"/>, at length: CHAOS_RUNS schedules (200) from CHAOS_SEED on, or from a seed that nobody chose.</summary>
[Trait("Kind", "Chaos")]
public sealed class LongRunTests(ITestOutputHelper output)
{
    private const string DefaultRuns = "200";

    private static readonly ulong First = Environment.GetEnvironmentVariable("CHAOS_SEED") is { Length: > 0 } seed
        ? ulong.Parse(seed, CultureInfo.InvariantCulture)
        : (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);

    public static TheoryData<ulong> Seeds()
    {
        var runs = Environment.GetEnvironmentVariable("CHAOS_RUNS") is { Length: > 0 } text ? text : DefaultRuns;
        return [.. Enumerable.Range(0, int.Parse(runs, CultureInfo.InvariantCulture)).Select(run => First + (ulong)run)];
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task A_transfer_survives_its_schedule(ulong seed)
    {
        var schedule = Schedule.Of(seed, Extent.Long);
        output.WriteLine(schedule.ToString());
        var outcome = await ChaosRun.RunAsync(schedule, TestContext.Current.CancellationToken);
        output.WriteLine(string.Join(Environment.NewLine, outcome.Applied));
    }
}
