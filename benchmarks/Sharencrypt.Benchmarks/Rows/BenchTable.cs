using System.Runtime.InteropServices;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>The table that <c>./bench</c> prints: a line for each comparison, as soon as it has been measured.</summary>
internal static class BenchTable
{
    // For a transfer that never ends; the largest one that is sensible takes a few minutes.
    private static readonly TimeSpan LongestRow = TimeSpan.FromMinutes(30);

    /// <param name="args">Names of rows, all without any, and options.</param>
    /// <returns>The exit code: 1 when a row failed, 2 for what cannot be understood, 130 when it was interrupted.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        try
        {
            var (options, rows) = Choose(args);
            return await RunAsync(rows, options);
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    /// <summary>Prints the names of all rows.</summary>
    public static int List()
    {
        All(new BenchOptions()).ForEach(row => Console.WriteLine(row.Name));
        return 0;
    }

    /// <summary>Prints the packages that the rows need and that are not there, for the script to install.</summary>
    public static int Missing(IReadOnlyList<string> args)
    {
        try
        {
            MissingOf(Choose(args).Rows).ForEach(Console.WriteLine);
            return 0;
        }
        catch (ArgumentException)
        {
            return 0; // Said when the rows are run.
        }
    }

    private static List<BenchRow> All(BenchOptions options) =>
    [
        .. new FileRows().All(options),
        ScpRow.Create(options),
        NodeRow.Create(options),
        .. FolderRows.All(options),
        FirstByteRow.Create(),
        .. LoadRows.All(options),
        MemoryRow.Create(options),
        TlsRow.Create(options),
    ];

    private static (BenchOptions Options, IReadOnlyList<BenchRow> Rows) Choose(IReadOnlyList<string> args)
    {
        var (options, names) = BenchOptions.Parse(args);
        var all = All(options);
        return names.Except(all.Select(row => row.Name)).FirstOrDefault() is { } unknown
            ? throw new ArgumentException($"There is no row {unknown}. Rows: {string.Join(' ', all.Select(row => row.Name))}")
            : (options, names.Count == 0 ? all : all.Where(row => names.Contains(row.Name)).ToList());
    }

    private static List<string> MissingOf(params IEnumerable<BenchRow> rows) =>
        rows.SelectMany(row => row.Needs).Distinct().Where(tool => !Tools.IsThere(tool)).Select(Tools.PackageOf).Distinct().ToList();

    private static async Task<int> RunAsync(IReadOnlyList<BenchRow> rows, BenchOptions options)
    {
        using var place = new Place(options);
        using var interrupted = new CancellationTokenSource();
        using var onInterrupt = OnSignal(PosixSignal.SIGINT, interrupted);
        using var onTermination = OnSignal(PosixSignal.SIGTERM, interrupted);
        Console.WriteLine($"{Environment.ProcessorCount} processors; {place.Program}");
        Console.WriteLine("Ours: sealed end to end, flushed to the disk, moved into place. Theirs: as they do it, to the page cache. Loopback, files warm in the cache.");
        Console.WriteLine();
        Print("row", "goal", $"ours (median of {options.Pairs}, min-max)", "met", "what", "compared with");
        var hasFailed = false;
        foreach (var row in rows)
        {
            hasFailed |= !await TryRunAsync(row, place, interrupted.Token);
        }

        Console.WriteLine();
        Console.WriteLine("browser rows: ./bench browser and ./bench engines; long path: ./bench link");
        return hasFailed ? 1 : 0;
    }

    private static async Task<bool> TryRunAsync(BenchRow row, Place place, CancellationToken interrupted)
    {
        if (MissingOf(row) is [_, ..] missing)
        {
            Print(row.Name, $"{row.Goal}", $"not measured: needs {string.Join(' ', missing)}", "", row.What, "");
            return true;
        }

        using var stage = new Stage(place);
        try
        {
            foreach (var figure in await row.RunAsync(stage).WaitAsync(LongestRow, interrupted))
            {
                Print(row, figure);
            }

            return true;
        }
        catch (Exception exception) when (!interrupted.IsCancellationRequested) // Whatever it is, the other rows do not depend on it.
        {
            Print(row.Name, $"{row.Goal}", "failed", "", row.What, exception.Message.ReplaceLineEndings(" "));
            return false;
        }
        finally
        {
            place.Settle();
        }
    }

    // An interrupted run, too, takes its processes and its files with it.
    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupted) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            interrupted.Cancel();
        });

    private static void Print(BenchRow row, Figure figure)
    {
        var goal = figure.Goal ?? row.Goal;
        var ours = $"{figure.Ours.ToText(goal.Format)} {goal.Unit}".TrimEnd();
        Print(row.Name, $"{goal}", ours, goal.IsMet(figure.Ours.Median) ? "yes" : "no", figure.What ?? row.What, figure.Against);
    }

    private static void Print(string name, string goal, string ours, string met, string what, string against) =>
        Console.WriteLine($"{name,-11} {goal,-11} {ours,-34} {met,-4} {what,-54} {against}".TrimEnd());
}
