namespace Sharencrypt.Benchmarks.Rows;

/// <summary>One file through a relay, beside plain TCP through haproxy: how fast, and what it costs the relay.</summary>
internal sealed class FileRows
{
    private const long SmallBytes = 10_000_000;
    private const string Plain = "socat - haproxy - socat";

    // Time and processor time are two rows of the same transfers.
    private IReadOnlyList<(Sample Ours, Sample Theirs)>? _pairs;

    public IReadOnlyList<BenchRow> All(BenchOptions options)
    {
        var size = Text.Size(options.Bytes);
        return
        [
            new BenchRow("file-tcp", $"{size} file: our rate / plain TCP through haproxy", Goal.AtLeast(0.70), PlainPath.Needs, RateAsync),
            new BenchRow("relay-cpu", $"{size} file: processor time, our relay / haproxy", Goal.AtMost(1.1), PlainPath.Needs, ProcessorAsync),
            new BenchRow("small-file", $"{Text.Size(SmallBytes)} file, both commands whole: our time / theirs", Goal.AtMost(2), PlainPath.Needs, SmallAsync),
        ];
    }

    private async Task<IReadOnlyList<Figure>> RateAsync(Stage stage)
    {
        _pairs ??= await MeasureAsync(stage);
        return [Figures.Rate(_pairs.Select(pair => (pair.Ours.Seconds, pair.Theirs.Seconds)), Plain)];
    }

    private async Task<IReadOnlyList<Figure>> ProcessorAsync(Stage stage)
    {
        _pairs ??= await MeasureAsync(stage);
        return [Figures.Processor(_pairs, stage.Options.Bytes, "haproxy, mode tcp, as shipped")];
    }

    private static async Task<IReadOnlyList<(Sample Ours, Sample Theirs)>> MeasureAsync(Stage stage)
    {
        var file = await stage.Place.FileAsync(stage.Options.Bytes);
        var relay = await stage.StartRelayAsync();
        var plain = await PlainPath.StartAsync(stage);
        return await stage.PairsAsync(
            () => Sample.TakeAsync(relay.Process, () => stage.SendAsync(relay, file)),
            () => Sample.TakeAsync(plain.Proxy, () => plain.SendFileAsync(file)));
    }

    private static async Task<IReadOnlyList<Figure>> SmallAsync(Stage stage)
    {
        var file = await stage.Place.FileAsync(SmallBytes);
        var relay = await stage.StartRelayAsync();
        var plain = await PlainPath.StartAsync(stage);
        var pairs = await stage.PairsAsync(() => stage.SendAsync(relay, file), () => plain.SendFileAsync(file));
        return [Figures.Time(pairs, Plain)];
    }
}
