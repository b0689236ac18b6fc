using System.Diagnostics;
using System.Globalization;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>What a relay does with many clients: whether it stays fast and fair, and what idle ones cost.</summary>
internal static class LoadRows
{
    private const int ManyPairs = 100;
    private const int WarmUpPairs = 16;

    private static readonly Goal OfFairness = Goal.AtLeast(0.95);

    // A relay gives what it needs no more back to the system every few seconds.
    private static readonly TimeSpan Cooling = TimeSpan.FromSeconds(7);

    // Longer than the 15 s after which a relay pings a silent client: what that costs belongs to it.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(18);

    public static IReadOnlyList<BenchRow> All(BenchOptions options) =>
    [
        new("pairs", $"{ManyPairs} pairs, {Text.Size(options.LoadBytes)} in all: rate of all / of one pair", Goal.AtLeast(0.95), [], PairsAsync),
        new("idle", "idle connections in rooms per GiB of the relay", Goal.AtLeast(150_000, "", "#,0"), [], IdleAsync),
    ];

    private static async Task<IReadOnlyList<Figure>> PairsAsync(Stage stage)
    {
        var relay = await stage.StartRelayAsync();
        var runs = await stage.PairsAsync(() => LoadAsync(relay, ManyPairs, stage.Options.LoadBytes), () => LoadAsync(relay, 1, stage.Options.LoadBytes));
        var (many, one) = (Spread.Of(runs.Select(run => run.Ours.Rate)), Spread.Of(runs.Select(run => run.Theirs.Rate)));
        var against = string.Create(CultureInfo.InvariantCulture, $"one pair: {one.Median / 1e6:0} MB/s, all {many.Median / 1e6:0} MB/s; frames of 64 KiB from memory to memory");
        return
        [
            new Figure(Spread.Of(runs.Select(run => run.Ours.Rate / run.Theirs.Rate)), against),
            new Figure(Spread.Of(runs.Select(run => run.Ours.Fairness)), "1: all pairs equally fast", $"{ManyPairs} pairs: Jain's index of their rates", OfFairness),
        ];
    }

    /// <summary>Sends so many bytes through so many rooms at once.</summary>
    private static async Task<Load> LoadAsync(Relay relay, int pairs, long bytes)
    {
        var frames = (int)Math.Max(1, bytes / pairs / RelayPeer.PayloadBytes);
        var peers = await ConnectAsync(relay, pairs);
        try
        {
            var watch = Stopwatch.StartNew();
            var sending = peers.Select(pair => pair.Host.SendAsync(frames)).ToList();
            var seconds = await Task.WhenAll(peers.Select(async pair =>
            {
                await pair.Guest.ReceiveAsync(frames);
                return watch.Elapsed.TotalSeconds;
            }));
            await Task.WhenAll(sending);
            return Load.Of(seconds, (double)frames * RelayPeer.PayloadBytes);
        }
        finally
        {
            Close(peers);
        }
    }

    private static async Task<IReadOnlyList<Figure>> IdleAsync(Stage stage)
    {
        var bytes = new List<double>();
        for (var run = 0; run < stage.Options.Pairs; run++)
        {
            bytes.Add(await BytesOfAnIdleConnectionAsync(await stage.StartRelayAsync(), stage.Options.Connections));
        }

        var each = Spread.Of(bytes);
        return [new Figure(Spread.Of(bytes.Select(one => (1L << 30) / one)), string.Create(CultureInfo.InvariantCulture, $"nothing: absolute; {each.Median:#,0} bytes for each of {stage.Options.Connections:#,0}"))];
    }

    private static async Task<double> BytesOfAnIdleConnectionAsync(Relay relay, int connections)
    {
        // What a relay needs once, whoever comes, is not what a connection costs.
        Close(await ConnectAsync(relay, WarmUpPairs));
        await Task.Delay(Cooling);
        var before = ProcessMemory.ResidentMebibytes(relay.Process);
        var peers = await ConnectAsync(relay, connections / 2);
        var stays = peers.SelectMany(pair => new[] { pair.Host.StayAsync(), pair.Guest.StayAsync() }).ToList();
        await Task.Delay(Settling);
        var after = ProcessMemory.ResidentMebibytes(relay.Process);
        if (stays.FirstOrDefault(stay => stay.IsCompleted) is { } ended)
        {
            await ended;
        }

        Close(peers);
        await Task.WhenAll(stays);
        relay.Process.Kill();
        return after > before
            ? (after - before) * (1 << 20) / connections
            : throw new InvalidOperationException("There are too few connections to see what one costs.");
    }

    private static async Task<IReadOnlyList<(RelayPeer Host, RelayPeer Guest)>> ConnectAsync(Relay relay, int pairs)
    {
        var peers = new List<(RelayPeer Host, RelayPeer Guest)>();
        while (peers.Count < pairs)
        {
            var some = Math.Min(16, pairs - peers.Count);
            peers.AddRange(await Task.WhenAll(Enumerable.Range(0, some).Select(_ => RelayPeer.PairAsync(relay.Port))));
        }

        return peers;
    }

    private static void Close(IReadOnlyList<(RelayPeer Host, RelayPeer Guest)> peers)
    {
        foreach (var (host, guest) in peers)
        {
            host.Dispose();
            guest.Dispose();
        }
    }

    /// <param name="Rate">Bytes in a second, of all pairs together.</param>
    /// <param name="Fairness">Jain's index of the rates of the pairs.</param>
    private sealed record Load(double Rate, double Fairness)
    {
        public static Load Of(IReadOnlyList<double> seconds, double bytesOfEach)
        {
            var rates = seconds.Select(one => bytesOfEach / one).ToList();
            return new Load(bytesOfEach * rates.Count / seconds.Max(), Math.Pow(rates.Sum(), 2) / (rates.Count * rates.Sum(rate => rate * rate)));
        }
    }
}
