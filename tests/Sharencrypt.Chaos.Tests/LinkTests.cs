using Sharencrypt.Chaos.Tests.Network;
using Sharencrypt.Chaos.Tests.Schedules;

namespace Sharencrypt.Chaos.Tests;

/// <summary>Whole transfers over a link that loses, delays, reorders and blacks out, with the system's own TCP.</summary>
[Trait("Kind", "Slow")]
public sealed class LinkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task A_transfer_survives_its_link(ulong seed) => RunAsync(seed, output);

    internal static async Task RunAsync(ulong seed, ITestOutputHelper output)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var schedule = LinkSchedule.Of(seed);
        output.WriteLine(schedule.ToString());
        var link = await Link.TryMakeAsync(schedule.Conditions, cancellation);
        Assert.SkipWhen(link is null, "Network namespaces or /dev/net/tun are not permitted here.");
        await using var owned = link;
        output.WriteLine(await ChaosRun.RunAsync(schedule, link, cancellation));
    }
}
