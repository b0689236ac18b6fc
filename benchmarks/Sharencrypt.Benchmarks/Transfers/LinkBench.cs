using System.Diagnostics;

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

    public static async Task<int> RunAsync()
    {
        var program = Environment.GetEnvironmentVariable("SHARENCRYPT_UNDER_TEST") ?? Built.CommandLine();
        (string What, string Conditions, long Bytes)[] links =
        [
            ("100 Mbit/s, 80 ms, 1 % loss", "--rate 100 --delay 40 --loss 0.01", 130_000_000),
            ("100 Mbit/s, 200 ms, no loss", "--rate 100 --delay 100 --queue 4096", 150_000_000),
        ];
        foreach (var (what, conditions, bytes) in links)
        {
            using var bench = new LinkBench(program, conditions);
            if (!await bench.IsReadyAsync())
            {
                return NotPermitted;
            }

            await bench.CompareAsync(what, bytes);
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
        return true;
    }

    // Two machines have two folders for what is unfinished.
    private string At(string end) => $"env SHARENCRYPT_STATE='{_folder}/state-of-{end}' ip netns exec {end}";

    private async Task CompareAsync(string what, long bytes)
    {
        var file = Path.Combine(_folder, "file");
        await RandomFile.WriteAsync(file, bytes);
        var relay = _shell.Start($"{_receiverEnd} '{_program}' relay --urls http://{Receiving}:{RelayPort} {RelaySettings.ManyFromOneAddress}");
        await Ports.ListeningAsync(relay, RelayPort);
        await Ports.ListeningAsync(await StartProxyAsync(), ProxyPort);
        await Timing.CompareAsync(what, () => OursAsync(file), "socat - haproxy - socat", () => PlainAsync(file), () => { });
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
