using System.Globalization;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>What a figure should be.</summary>
/// <param name="Sign">Of the comparison, for people.</param>
/// <param name="Bound">The worst that is good.</param>
/// <param name="Unit">Of bound and figure; empty for a ratio.</param>
/// <param name="Format">How a figure of this kind is written.</param>
internal sealed record Goal(string Sign, double Bound, string Unit, string Format)
{
    public static Goal AtLeast(double bound, string unit = "", string format = "0.00") => new(">=", bound, unit, format);

    public static Goal AtMost(double bound, string unit = "", string format = "0.00") => new("<=", bound, unit, format);

    public bool IsMet(double figure) => Sign == ">=" ? figure >= Bound : figure <= Bound;

    public override string ToString() =>
        $"{Sign} {Bound.ToString(Format == "0.00" ? "0.00" : "#,0.##", CultureInfo.InvariantCulture)} {Unit}".TrimEnd();
}
