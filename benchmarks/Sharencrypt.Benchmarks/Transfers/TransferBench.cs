using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>
/// Whole transfers between two command lines through a relay process, beside the same bytes as raw TCP through haproxy
/// as shipped (mode tcp). Ratios within one run; nothing absolute.
/// </summary>
internal sealed class TransferBench : IDisposable
{
    private const int SmallFiles = 10_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("sharencrypt-bench-").FullName;
    private readonly Shell _shell = new();
    private readonly string _program;
    private readonly int _relayPort = FreePort();
    private readonly int _proxyPort = FreePort();
    private readonly int _targetPort = FreePort();
    private int _codes;
    private int _targets;

    private TransferBench(string program) => _program = program;

    /// <param name="args">Bytes of the large file; 1 GiB without.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var program = Environment.GetEnvironmentVariable("SHARENCRYPT_UNDER_TEST") ?? Built();
        if (!Found("haproxy") || !Found("socat"))
        {
            await Console.Error.WriteLineAsync("The comparison needs haproxy and socat: apt-get install haproxy socat");
            return 1;
        }

        using var bench = new TransferBench(program);
        await bench.RunAsync(args.Length > 0 ? long.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 1L << 30);
        return 0;
    }

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(long largeBytes)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors; {_program}");
        Console.WriteLine("Ours: sealed end to end, flushed to the disk, moved into place. Theirs: plain TCP, written to the page cache.");
        var large = Path.Combine(_folder, "large");
        await WriteRandomAsync(large, largeBytes);
        var middle = Path.Combine(_folder, "middle");
        await WriteRandomAsync(middle, 10_000_000);
        var tree = Path.Combine(_folder, "tree");
        await WriteTreeAsync(tree);
        _shell.Start($"'{_program}' relay --urls http://127.0.0.1:{_relayPort} --logLevel None --joinsPerAddressBurst 1000 --roomsPerAddressBurst 1000 --newConnectionsPerAddressBurst 1000");
        await StartProxyAsync();
        await ReachableAsync(_relayPort);
        await ReachableAsync(_proxyPort);

        await Timing.CompareAsync($"file of {largeBytes >> 20} MiB", () => OursAsync(large), "socat - haproxy - socat", () => PlainAsync(large), DropLargeTargets);
        await Timing.CompareAsync("file of 10 MB, start to end", () => OursAsync(middle), "socat - haproxy - socat", () => PlainAsync(middle), DropLargeTargets);
        await Timing.CompareAsync("10,000 files of 4 KB", () => OursAsync(tree), "tar - haproxy - tar", () => TarAsync(tree), DropLargeTargets);
    }

    private async Task OursAsync(string path)
    {
        var target = NewTarget();
        var code = $"bench{_codes++}-secret-phrase";
        var sender = _shell.Start($"'{_program}' send --relay http://127.0.0.1:{_relayPort} --code {code} '{path}'");
        await Shell.LineAsync(sender, "Waiting for the other side");
        var receiver = _shell.Start($"'{_program}' receive --relay http://127.0.0.1:{_relayPort} --yes --out '{target}' {code}");
        await Shell.FinishAsync(receiver);
        await Shell.FinishAsync(sender);
    }

    private async Task PlainAsync(string path)
    {
        var target = NewTarget();
        var receiver = _shell.Start($"socat -u -b262144 TCP-LISTEN:{_targetPort},reuseaddr 'CREATE:{target}/file'");
        await ReadyAsync(receiver);
        await Shell.RunAsync($"socat -u -b262144 'OPEN:{path}' TCP:127.0.0.1:{_proxyPort}");
        await Shell.FinishAsync(receiver);
    }

    private async Task TarAsync(string path)
    {
        var target = NewTarget();
        var receiver = _shell.Start($"sh -c \"socat -u -b262144 TCP-LISTEN:{_targetPort},reuseaddr - | tar x -C '{target}'\"");
        await ReadyAsync(receiver);
        await Shell.RunAsync($"tar c -C '{path}' . | socat -u -b262144 - TCP:127.0.0.1:{_proxyPort}");
        await Shell.FinishAsync(receiver);
    }

    private string NewTarget()
    {
        // A new folder each time: making files where others were just deleted costs ext4 seconds that are nobody's fault.
        return Directory.CreateDirectory(Path.Combine(_folder, $"target-{_targets++}")).FullName;
    }

    private void DropLargeTargets()
    {
        foreach (var file in Directory.EnumerateDirectories(_folder, "target-*").SelectMany(Directory.EnumerateFiles))
        {
            File.Delete(file);
        }
    }

    private async Task StartProxyAsync()
    {
        var config = Path.Combine(_folder, "haproxy.cfg");
        await File.WriteAllTextAsync(config, $"""
            defaults
              mode tcp
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            listen relay
              bind 127.0.0.1:{_proxyPort}
              server target 127.0.0.1:{_targetPort}

            """);
        _shell.Start($"haproxy -f '{config}'");
    }

    // A listener that takes one connection cannot be asked by connecting: it is looked up in the kernel's table.
    private async Task ReadyAsync(Process listener)
    {
        var wanted = $":{_targetPort:X4} 00000000:0000 0A";
        while (!listener.HasExited && !(await File.ReadAllTextAsync("/proc/net/tcp")).Contains(wanted, StringComparison.Ordinal))
        {
            await Task.Delay(1);
        }
    }

    internal static async Task ReachableAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 500)
            {
                await Task.Delay(20);
            }
        }
    }

    internal static async Task WriteRandomAsync(string path, long bytes)
    {
        await using var file = File.Create(path);
        var block = new byte[1 << 20];
        for (var left = bytes; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }
    }

    private static async Task WriteTreeAsync(string path)
    {
        for (var i = 0; i < SmallFiles; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(path, $"{i / 100:00}")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{i % 100:00}"), RandomNumberGenerator.GetBytes(4096));
        }
    }

    private static bool Found(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    internal static string Built()
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(output.Parent!.Parent!.FullName, "Sharencrypt.Cli", output.Name, "sharencrypt");
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
