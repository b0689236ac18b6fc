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

    private static readonly int Runs = int.Parse(
        Environment.GetEnvironmentVariable("CHAOS_RUNS") is { Length: > 0 } runs ? runs : DefaultRuns, CultureInfo.InvariantCulture);

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(0, Runs).Select(run => First + (ulong)run)];

    /// <summary>Runs over a link: one for ten others.</summary>
    public static TheoryData<ulong> LinkSeeds() => [.. Enumerable.Range(0, (Runs + 9) / 10).Select(run => First + (ulong)run)];

    [Theory]
    [MemberData(nameof(LinkSeeds), DisableDiscoveryEnumeration = true)]
    public Task A_transfer_survives_its_link(ulong seed) => LinkTests.RunAsync(seed, output);

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
