using System.Globalization;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>Figures from pairs of measurements.</summary>
internal static class Figures
{
    /// <summary>Our rate in parts of theirs.</summary>
    public static Figure Rate(IEnumerable<(double Ours, double Theirs)> seconds, string against)
    {
        var pairs = seconds.ToList();
        return new Figure(Spread.Of(pairs.Select(pair => pair.Theirs / pair.Ours)), Medians(pairs, against, "s"));
    }

    /// <summary>Our time in parts of theirs.</summary>
    public static Figure Time(IEnumerable<(double Ours, double Theirs)> seconds, string against)
    {
        var pairs = seconds.ToList();
        return new Figure(Spread.Of(pairs.Select(pair => pair.Ours / pair.Theirs)), Medians(pairs, against, "s"));
    }

    /// <summary>Our relay's processor time in parts of theirs.</summary>
    public static Figure Processor(IReadOnlyList<(Sample Ours, Sample Theirs)> pairs, long bytes, string against)
    {
        var gigabytes = bytes / 1e9;
        var each = pairs.Select(pair => (Ours: pair.Ours.RelaySeconds / gigabytes, Theirs: pair.Theirs.RelaySeconds / gigabytes)).ToList();

        // The system counts in hundredths of a second: a file too small for that shows nothing.
        return each.Any(pair => pair.Theirs == 0)
            ? throw new InvalidOperationException("The file is too small to see the processor time.")
            : new Figure(Spread.Of(each.Select(pair => pair.Ours / pair.Theirs)), Medians(each, against, "s/GB"));
    }

    private static string Medians(IReadOnlyList<(double Ours, double Theirs)> pairs, string against, string unit)
    {
        var (ours, theirs) = (Spread.Of(pairs.Select(pair => pair.Ours)).Median, Spread.Of(pairs.Select(pair => pair.Theirs)).Median);
        return string.Create(CultureInfo.InvariantCulture, $"{against}: {theirs:0.000} {unit}, ours {ours:0.000} {unit}");
    }
}
