using System.Globalization;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>Sizes for people.</summary>
internal static class Text
{
    public static string Size(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB");
}
