using System.Security.Cryptography;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>One file, beside the shape that most would build: a relay on `ws`, and Node at both ends that seals with WebCrypto.</summary>
internal static class NodeRow
{
    private static int _rooms;

    public static BenchRow Create(BenchOptions options) => new(
        "file-node", $"{Text.Size(options.Bytes)} file: our rate / relay and clients in Node", Goal.AtLeast(4), ["node", Tools.NodeWebSockets], RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(Stage stage)
    {
        var file = await stage.Place.FileAsync(stage.Options.Bytes);
        var relay = await stage.StartRelayAsync();
        var port = Ports.Free();
        await Ports.ReachableAsync(stage.Shell.Start($"node '{Tools.NodePeer}/relay.mjs' {port}"), port);
        var pairs = await stage.PairsAsync(() => stage.SendAsync(relay, file), () => SendAsync(stage, port, file));
        return [Figures.Rate(pairs, "Node, ws, WebCrypto AES-256-GCM in chunks of 64 KiB")];
    }

    private static async Task<double> SendAsync(Stage stage, int port, string file)
    {
        var target = stage.Place.NewTarget();
        var where = $"ws://127.0.0.1:{port}/{_rooms++} {RandomNumberGenerator.GetHexString(64)}";
        var seconds = await Timing.SecondsAsync(() => Shell.FinishAllAsync(
            stage.Shell.Start($"node '{Tools.NodePeer}/receive.mjs' {where} '{target}/file'"),
            stage.Shell.Start($"node '{Tools.NodePeer}/send.mjs' {where} '{file}'")));
        Place.CheckArrived(file, target);
        return seconds;
    }
}
