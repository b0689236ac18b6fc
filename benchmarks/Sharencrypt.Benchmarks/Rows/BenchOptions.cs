using System.Globalization;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>How much is measured. What is quoted is measured with the defaults; smaller values are for trying a row out.</summary>
internal sealed record BenchOptions
{
    /// <summary>Of the large file.</summary>
    public long Bytes { get; private init; } = 1_000_000_000;

    /// <summary>Of the still larger file that memory must not grow with.</summary>
    public long BigBytes { get; private init; } = 8_000_000_000;

    /// <summary>Of all pairs together in the row of many pairs.</summary>
    public long LoadBytes { get; private init; } = 600_000_000;

    /// <summary>How often both sides of a comparison are measured in turn.</summary>
    public int Pairs { get; private init; } = 5;

    /// <summary>In the tree of small files.</summary>
    public int Files { get; private init; } = 10_000;

    /// <summary>Idle ones, at one relay.</summary>
    public int Connections { get; private init; } = 8_000;

    public const string Usage = "--bytes N --big N --load-bytes N --pairs N --files N --connections N";

    /// <summary>Reads options from between names.</summary>
    /// <exception cref="ArgumentException">An option that does not exist, or without a number.</exception>
    public static (BenchOptions Options, IReadOnlyList<string> Names) Parse(IReadOnlyList<string> args)
    {
        var options = new BenchOptions();
        var names = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                names.Add(args[i]);
                continue;
            }

            var value = long.TryParse(args.ElementAtOrDefault(i + 1), CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new ArgumentException($"{args[i]} needs a number. Options: {Usage}");
            options = options.With(args[i++], value);
        }

        return (options, names);
    }

    private BenchOptions With(string option, long value) => option switch
    {
        "--bytes" => this with { Bytes = value },
        "--big" => this with { BigBytes = value },
        "--load-bytes" => this with { LoadBytes = value },
        "--pairs" => this with { Pairs = (int)value },
        "--files" => this with { Files = (int)value },
        "--connections" => this with { Connections = (int)value },
        _ => throw new ArgumentException($"There is no option {option}. Options: {Usage}"),
    };
}
