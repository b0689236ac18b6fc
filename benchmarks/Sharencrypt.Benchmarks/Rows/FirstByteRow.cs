using System.Diagnostics;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>How long a person waits for the first sign of the file.</summary>
internal static class FirstByteRow
{
    private const long Bytes = 10_000_000;

    public static BenchRow Create() => new(
        "first-byte", "from starting receive to the first byte on disk", Goal.AtMost(60, "ms", "0.0"), [], RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(Stage stage)
    {
        var file = await stage.Place.FileAsync(Bytes);
        var relay = await stage.StartRelayAsync();
        return [new Figure(await stage.RepeatAsync(() => MeasureAsync(stage, relay, file)), "nothing: absolute; the sender waits, the disk is looked at each millisecond")];
    }

    private static async Task<double> MeasureAsync(Stage stage, Relay relay, string file)
    {
        var target = stage.Place.NewTarget();
        var (sender, code) = await stage.StartSenderAsync(relay, file);
        var watch = Stopwatch.StartNew();
        var receiver = stage.StartReceiver(relay, code, target);
        while (!HasBytes(target, Path.GetFileName(file)) && !receiver.HasExited)
        {
            Thread.Sleep(1); // A timer of the pool would come later than asked for.
        }

        var milliseconds = watch.Elapsed.TotalMilliseconds;
        await Shell.FinishAllAsync(receiver, sender);
        Place.CheckArrived(file, target);
        return milliseconds;
    }

    // Until it is whole, a file lies in a hidden folder beside where it goes.
    private static bool HasBytes(string target, string name) => Directory.EnumerateDirectories(target, ".sharencrypt-*").Append(target)
        .Any(folder => new FileInfo(Path.Combine(folder, name)) is { Exists: true, Length: > 0 });
}
