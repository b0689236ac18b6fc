using System.Diagnostics;
using System.Globalization;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>How long something took, pair by pair, so that a noisy machine is noisy for both.</summary>
internal static class Timing
{
    private const int Pairs = 5;

    /// <summary>Runs both in turn after a warm-up and prints the medians and the ratio.</summary>
    /// <param name="what">The row's name.</param>
    /// <param name="ours">Our transfer.</param>
    /// <param name="theirs">What it is compared with.</param>
    /// <param name="other">The name of that.</param>
    /// <param name="cleanUp">Called before each, outside of the clock.</param>
    public static async Task CompareAsync(string what, Func<Task> ours, string other, Func<Task> theirs, Action cleanUp)
    {
        var pairs = await PairsAsync(Pairs, () => SecondsAsync(ours), () => SecondsAsync(theirs), cleanUp);
        var ratio = Spread.Of(pairs.Select(pair => pair.Theirs / pair.Ours));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-34} {Spread.Of(pairs.Select(pair => pair.Ours)).Median,8:0.000} s   {other,-34} {Spread.Of(pairs.Select(pair => pair.Theirs)).Median,8:0.000} s   our rate / theirs {ratio.ToText("0.00")}"));
    }

    /// <summary>Measures both in turn, after a warm-up that is not counted.</summary>
    /// <param name="pairs">How often.</param>
    /// <param name="ours">Measures ours.</param>
    /// <param name="theirs">Measures what it is compared with.</param>
    /// <param name="cleanUp">Called before each.</param>
    public static async Task<IReadOnlyList<(T Ours, T Theirs)>> PairsAsync<T>(int pairs, Func<Task<T>> ours, Func<Task<T>> theirs, Action cleanUp)
    {
        var measured = new List<(T Ours, T Theirs)>();
        for (var pair = -1; pair < pairs; pair++)
        {
            cleanUp();
            var mine = await ours();
            cleanUp();
            var its = await theirs();
            if (pair >= 0)
            {
                measured.Add((mine, its));
            }
        }

        return measured;
    }

    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }
}
