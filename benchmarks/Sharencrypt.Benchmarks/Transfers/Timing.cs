using System.Diagnostics;
using System.Globalization;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>How long something took, pair by pair, so that a noisy machine is noisy for both.</summary>
internal static class Timing
{
    public const int Pairs = 5;

    /// <summary>Runs both in turn after a warm-up and prints the medians and the ratio.</summary>
    /// <param name="what">The row's name.</param>
    /// <param name="ours">Our transfer.</param>
    /// <param name="theirs">What it is compared with.</param>
    /// <param name="other">The name of that.</param>
    /// <param name="cleanUp">Called before each, outside of the clock.</param>
    public static async Task CompareAsync(string what, Func<Task> ours, string other, Func<Task> theirs, Action cleanUp)
    {
        await ours();
        await theirs();
        var (a, b) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            cleanUp();
            a.Add(await SecondsAsync(ours));
            cleanUp();
            b.Add(await SecondsAsync(theirs));
        }

        var ratios = a.Zip(b, (mine, its) => its / mine).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-34} {Median(a),8:0.000} s   {other,-34} {Median(b),8:0.000} s   our rate / theirs {ratios[Pairs / 2]:0.00} ({ratios[0]:0.00}-{ratios[^1]:0.00})"));
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
