using System.Diagnostics;
using System.Globalization;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>
/// Whole transfers over a long path: the sender on one end of an emulated link, the relay and the receiver on the other one,
/// beside the same bytes as plain TCP through haproxy at the same place. Both have the system's congestion control.
/// </summary>
internal sealed class LinkBench : IDisposable
{
    private const int NotPermitted = 77;
    private const string Receiving = "10.99.0.2";
    private const int RelayPort = 8080;
    private const int ProxyPort = 8081;
    private const int TargetPort = 8082;
    private const string Plain = "socat - haproxy - socat";
    private const int FewPairs = 3;
    private const int Streams = 4;
    private const int ShorterSeconds = 6;
    private const long BytesOfMegabit = 125_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("sharencrypt-bench-").FullName;
    private readonly Shell _shell = new();
    private readonly string _program;
    private readonly Process _link;
    private string _senderEnd = "";
    private string _receiverEnd = "";
    private int _codes;

    private LinkBench(string program, string conditions)
    {
        _program = program;
        _link = Process.Start(new ProcessStartInfo(Built.LinkEmulator(), conditions) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The link emulator cannot be started.");
    }

    private static string Program => Environment.GetEnvironmentVariable("SHARENCRYPT_UNDER_TEST") ?? Built.CommandLine();

    /// <summary>Whole transfers over two paths, start and end included.</summary>
    public static async Task<int> RunAsync()
    {
        (string What, string Conditions, long Bytes)[] links =
        [
            ("100 Mbit/s, 80 ms, 1 % loss", "--rate 100 --delay 40 --loss 0.01", 130_000_000),
            ("100 Mbit/s, 200 ms, no loss", "--rate 100 --delay 100 --queue 4096", 150_000_000),
        ];
        foreach (var (what, conditions, bytes) in links)
        {
            using var bench = new LinkBench(Program, conditions);
            if (!await bench.IsReadyAsync())
            {
                return NotPermitted;
            }

            var file = await bench.FileAsync(bytes);
            await Timing.CompareAsync(what, () => bench.OursAsync(file), Plain, () => bench.PlainAsync(file), () => { });
        }

        return 0;
    }

    /// <summary>
    /// The rate once a transfer flows, at many distances: what a longer file takes more than a shorter one. What a command
    /// takes to start and TCP to find its rate is in both, and falls out.
    /// </summary>
    public static async Task<int> SweepAsync()
    {
        foreach (var (rate, trips) in ((int, int[])[])[(100, [0, 20, 50, 100, 150, 200, 300]), (300, [80])])
        {
            foreach (var trip in trips)
            {
                using var bench = new LinkBench(Program, string.Create(CultureInfo.InvariantCulture, $"--rate {rate} --delay {trip / 2.0} --queue 4096"));
                if (!await bench.IsReadyAsync())
                {
                    return NotPermitted;
                }

                await bench.CompareRatesAsync($"{rate} Mbit/s, {trip} ms", rate * ShorterSeconds * BytesOfMegabit);
            }
        }

        return 0;
    }

    /// <summary>
    /// What more streams for one pair could bring at most: a file in four parts, by four pairs at once, beside the whole file
    /// by one pair.
    /// </summary>
    public static async Task<int> StreamsAsync()
    {
        (string Control, double Loss, long Bytes)[] paths =
            [("bbr", 0, 60_000_000), ("bbr", 0.01, 60_000_000), ("reno", 0, 60_000_000), ("reno", 0.001, 12_000_000), ("reno", 0.01, 4_000_000)];
        foreach (var (control, loss, bytes) in paths)
        {
            using var bench = new LinkBench(Program, string.Create(CultureInfo.InvariantCulture, $"--rate 100 --delay 40 --loss {loss}"));
            if (!await bench.IsReadyAsync())
            {
                return NotPermitted;
            }

            if (!await bench.TryControlAsync(control))
            {
                continue;
            }

            var (whole, part) = (await bench.FileAsync(bytes), await bench.FileAsync(bytes / Streams));
            var pairs = await Timing.PairsAsync(
                FewPairs,
                () => Timing.SecondsAsync(() => bench.OursAsync(whole)),
                () => Timing.SecondsAsync(() => Task.WhenAll(Enumerable.Repeat(part, Streams).Select(bench.OursAsync))),
                () => { });
            var gain = Spread.Of(pairs.Select(pair => pair.Ours / pair.Theirs));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"100 Mbit/s, 80 ms, {100 * loss} % loss, {control,-6} one pair {Spread.Of(pairs.Select(pair => pair.Ours)).Median:0.0} s; rate of {Streams} pairs / one {gain.ToText("0.00")}"));
        }

        return 0;
    }

    public void Dispose()
    {
        _shell.Dispose();
        _link.StandardInput.Close();
        _link.WaitForExit();
        _link.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        if ((await _link.StandardOutput.ReadLineAsync())?.Split(' ') is not ["ready", var a, _, var b, _])
        {
            return false;
        }

        (_senderEnd, _receiverEnd) = (At(a), At(b));
        await StartAsync();
        return true;
    }

    // Two machines have two folders for what is unfinished.
    private string At(string end) => $"env SHARENCRYPT_STATE='{_folder}/state-of-{end}' ip netns exec {end}";

    // Each network namespace has a congestion control of its own, out of those that the kernel has and permits.
    private async Task<bool> TryControlAsync(string control)
    {
        try
        {
            foreach (var end in new[] { _senderEnd, _receiverEnd })
            {
                await Shell.RunAsync($"{end} sysctl -qw net.ipv4.tcp_congestion_control={control}");
            }

            return true;
        }
        catch (InvalidOperationException exception)
        {
            Console.WriteLine($"Left out: the congestion control “{control}” cannot be had here. {exception.Message.Trim()}");
            return false;
        }
    }

    private async Task CompareRatesAsync(string what, long bytes)
    {
        var shorter = await FileAsync(bytes);
        var longer = await FileAsync(3 * bytes);
        var pairs = await Timing.PairsAsync(
            FewPairs,
            () => BetweenAsync(() => OursAsync(shorter), () => OursAsync(longer)),
            () => BetweenAsync(() => PlainAsync(shorter), () => PlainAsync(longer)),
            () => { });
        var ours = Spread.Of(pairs.Select(pair => 2 * bytes / BytesOfMegabit / pair.Ours));
        var ratio = Spread.Of(pairs.Select(pair => pair.Theirs / pair.Ours));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-24} ours {ours.Median:0} Mbit/s once it flows; our rate / {Plain} {ratio.ToText("0.00")}"));
    }

    private static async Task<double> BetweenAsync(Func<Task> shorter, Func<Task> longer)
    {
        var least = await Timing.SecondsAsync(shorter);
        return await Timing.SecondsAsync(longer) - least;
    }

    private async Task<string> FileAsync(long bytes)
    {
        var file = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"file-{bytes}"));
        await RandomFile.WriteAsync(file, bytes);
        return file;
    }

    private async Task StartAsync()
    {
        var relay = _shell.Start($"{_receiverEnd} '{_program}' relay --urls http://{Receiving}:{RelayPort} {RelaySettings.ManyFromOneAddress}");
        await Ports.ListeningAsync(relay, RelayPort);
        await Ports.ListeningAsync(await StartProxyAsync(), ProxyPort);
    }

    private async Task OursAsync(string file)
    {
        var target = NewTarget();
        var code = $"bench{_codes++}-secret-phrase";
        var sender = _shell.Start($"{_senderEnd} '{_program}' send --relay http://{Receiving}:{RelayPort} --code {code} '{file}'");
        await Shell.LineAsync(sender, "Waiting for the other side");
        var receiver = _shell.Start($"{_receiverEnd} '{_program}' receive --relay http://{Receiving}:{RelayPort} --yes --out '{target}' {code}");
        await Shell.FinishAsync(receiver);
        await Shell.FinishAsync(sender);
        Directory.Delete(target, recursive: true);
    }

    private async Task PlainAsync(string file)
    {
        var target = NewTarget();
        var receiver = _shell.Start($"{_receiverEnd} socat -u -b262144 TCP-LISTEN:{TargetPort},reuseaddr 'CREATE:{target}/file'");
        await Ports.ListeningAsync(receiver, TargetPort);
        await Shell.RunAsync($"{_senderEnd} socat -u -b262144 'OPEN:{file}' TCP:{Receiving}:{ProxyPort}");
        await Shell.FinishAsync(receiver);
        Directory.Delete(target, recursive: true);
    }

    private async Task<Process> StartProxyAsync()
    {
        var config = Path.Combine(_folder, "haproxy.cfg");
        await File.WriteAllTextAsync(config, Haproxy.Config($"{Receiving}:{ProxyPort}", $"127.0.0.1:{TargetPort}"));
        return _shell.Start($"{_receiverEnd} haproxy -f '{config}'");
    }

    private string NewTarget() => Directory.CreateDirectory(Path.Combine(_folder, $"target-{_codes++}")).FullName;
}
