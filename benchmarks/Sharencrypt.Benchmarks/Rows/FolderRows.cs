using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>A tree of small files, beside tar through a pipe.</summary>
internal static class FolderRows
{
    private static int _paths;

    public static IReadOnlyList<BenchRow> All(BenchOptions options)
    {
        var what = $"{options.Files:#,0} files of 4 KB: our rate";
        return
        [
            new BenchRow("folder-age", $"{what} / tar, age, curl", Goal.AtLeast(1.0), ["age", "age-keygen", "curl", "node", "tar"], AgeAsync),
            new BenchRow("folder-tcp", $"{what} / tar through haproxy", Goal.AtLeast(0.8), [.. PlainPath.Needs, "tar"], PlainAsync),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> PlainAsync(Stage stage)
    {
        var tree = await stage.Place.TreeAsync();
        var relay = await stage.StartRelayAsync();
        var plain = await PlainPath.StartAsync(stage);
        var pairs = await stage.PairsAsync(() => stage.SendAsync(relay, tree), () => plain.SendTreeAsync(tree));
        return [Figures.Rate(pairs, "tar - socat - haproxy - socat - tar")];
    }

    private static async Task<IReadOnlyList<Figure>> AgeAsync(Stage stage)
    {
        var tree = await stage.Place.TreeAsync();
        var relay = await stage.StartRelayAsync();
        var key = Path.Combine(stage.Place.Folder, "age-key");
        await Shell.RunAsync($"age-keygen -o '{key}'");
        var port = Ports.Free();
        await Ports.ReachableAsync(stage.Shell.Start($"node '{Tools.NodePeer}/http-relay.mjs' {port}"), port);
        var pairs = await stage.PairsAsync(() => stage.SendAsync(relay, tree), () => SendByAgeAsync(stage, tree, key, port));
        return [Figures.Rate(pairs, "tar - age - curl - streaming relay - curl - age - tar")];
    }

    private static async Task<double> SendByAgeAsync(Stage stage, string tree, string key, int port)
    {
        var target = stage.Place.NewTarget();
        var address = $"http://127.0.0.1:{port}/{_paths++}";
        var seconds = await Timing.SecondsAsync(() => Shell.FinishAllAsync(
            stage.Shell.StartPipeline($"curl --noproxy '*' -fsS {address} | age -d -i '{key}' | tar x -C '{target}'"),
            stage.Shell.StartPipeline($"tar c -C '{tree}' . | age -e -i '{key}' | curl --noproxy '*' -fsS -T - {address}")));
        Place.CheckArrived(tree, target);
        return seconds;
    }
}
