using System.Globalization;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>What several runs of the same thing gave.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return new Spread(sorted[sorted.Count / 2], sorted[0], sorted[^1]);
    }

    /// <returns>For example <c>0.74 (0.70-0.79)</c>.</returns>
    public string ToText(string format) =>
        $"{Text(Median, format)} ({Text(Least, format)}-{Text(Most, format)})";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
