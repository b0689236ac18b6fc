using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>The largest resident size of each process, which must not grow with the file.</summary>
internal static class MemoryRow
{
    private static readonly Goal OfAnEnd = Goal.AtMost(24, "MiB", "0.0");
    private static readonly Goal OfTheRelay = Goal.AtMost(90, "MiB", "0.0");

    public static BenchRow Create(BenchOptions options) => new(
        "memory", $"peak memory, files of {Text.Size(options.Bytes)} and {Text.Size(options.BigBytes)}", OfAnEnd, [], RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(Stage stage)
    {
        var needed = stage.Options.BigBytes + (1L << 30);
        if (new DriveInfo(stage.Place.Folder).AvailableFreeSpace < needed)
        {
            throw new InvalidOperationException($"The larger file needs {Text.Size(needed)} on the disk.");
        }

        var small = new List<Peaks>();
        for (var run = 0; run < stage.Options.Pairs; run++)
        {
            small.Add(await MeasureAsync(stage, await stage.Place.FileAsync(stage.Options.Bytes)));
        }

        var big = await MeasureAsync(stage, await stage.Place.SparseFileAsync(stage.Options.BigBytes));
        return
        [
            .. Of(stage.Options.Bytes, small, "nothing: absolute"),
            .. Of(stage.Options.BigBytes, [big], "the same for the smaller file; one run"),
        ];
    }

    private static IEnumerable<Figure> Of(long bytes, IReadOnlyList<Peaks> runs, string against) =>
    [
        new Figure(Spread.Of(runs.Select(peaks => peaks.Sender)), against, $"peak memory, {Text.Size(bytes)} file: sender"),
        new Figure(Spread.Of(runs.Select(peaks => peaks.Receiver)), against, $"peak memory, {Text.Size(bytes)} file: receiver"),
        new Figure(Spread.Of(runs.Select(peaks => peaks.Relay)), against, $"peak memory, {Text.Size(bytes)} file: relay", OfTheRelay),
    ];

    private static async Task<Peaks> MeasureAsync(Stage stage, string file)
    {
        stage.Place.Settle();
        var target = stage.Place.NewTarget();
        var relay = await stage.StartRelayAsync();
        var (sender, code) = await stage.StartSenderAsync(relay, file);
        var receiver = stage.StartReceiver(relay, code, target);
        var peaks = new Peaks(0, 0, 0);
        var ends = Shell.FinishAllAsync(receiver, sender);
        while (!ends.IsCompleted)
        {
            // The kernel keeps the largest value itself; asked often, since with a process it is gone.
            peaks = peaks.Or(new Peaks(ProcessMemory.PeakMebibytes(sender), ProcessMemory.PeakMebibytes(receiver), ProcessMemory.PeakMebibytes(relay.Process)));
            await Task.WhenAny(ends, Task.Delay(10));
        }

        await ends;
        Place.CheckArrived(file, target);
        relay.Process.Kill(); // Its peak was for this file alone.
        return peaks;
    }

    /// <param name="Sender">In MiB.</param>
    /// <param name="Receiver">In MiB.</param>
    /// <param name="Relay">In MiB.</param>
    private sealed record Peaks(double Sender, double Receiver, double Relay)
    {
        public Peaks Or(Peaks other) =>
            new(Math.Max(Sender, other.Sender), Math.Max(Receiver, other.Receiver), Math.Max(Relay, other.Relay));
    }
}
