using System.Globalization;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>One file over plain HTTP beside the same one over WebSocket, through the same relay. Which is used, both sides read in their cache folder.</summary>
internal sealed class HttpBench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sharencrypt-bench-").FullName;
    private readonly Shell _shell = new();
    private readonly string _program = Environment.GetEnvironmentVariable("SHARENCRYPT_UNDER_TEST") ?? Built.CommandLine();
    private readonly int _port = Ports.Free();
    private int _runs;

    /// <param name="args">Bytes of the file; 512 MiB without.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        using var bench = new HttpBench();
        await bench.RunAsync(args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 512L << 20);
        return 0;
    }

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(long bytes)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors; {_program}");
        var file = Path.Combine(_folder, "file");
        await RandomFile.WriteAsync(file, bytes);
        var relay = _shell.Start($"'{_program}' relay --urls http://127.0.0.1:{_port} {RelaySettings.ManyFromOneAddress}");
        await Ports.ReachableAsync(relay, _port);
        await Timing.CompareAsync(
            $"file of {bytes >> 20} MiB, plain HTTP", () => TransferAsync(file, isHttp: true), "WebSocket", () => TransferAsync(file, isHttp: false), DropTargets);
    }

    private async Task TransferAsync(string file, bool isHttp)
    {
        var run = _runs++;
        var (cache, target) = (Path.Combine(_folder, $"cache-{run}"), Path.Combine(_folder, $"target-{run}"));
        if (isHttp)
        {
            Directory.CreateDirectory(Path.Combine(cache, "sharencrypt"));
            await File.WriteAllTextAsync(
                Path.Combine(cache, "sharencrypt", "transports.json"),
                $$$"""{"http://127.0.0.1:{{{_port}}}":{"transport":"HttpStreaming","until":"9999-01-01T00:00:00+00:00"}}""");
        }

        var sender = _shell.Start($"env XDG_CACHE_HOME='{cache}' '{_program}' send --relay http://127.0.0.1:{_port} --code bench{run}-secret-phrase '{file}'");
        await Shell.LineAsync(sender, "Waiting for the other side");
        var receiver = _shell.Start($"env XDG_CACHE_HOME='{cache}' '{_program}' receive --relay http://127.0.0.1:{_port} --yes --out '{target}' bench{run}-secret-phrase");
        await Shell.FinishAsync(receiver);
        await Shell.FinishAsync(sender);
    }

    private void DropTargets()
    {
        foreach (var target in Directory.EnumerateDirectories(_folder, "target-*"))
        {
            Directory.Delete(target, recursive: true);
        }
    }
}
