using System.Diagnostics;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>Processes of a benchmark run: started here, ended here.</summary>
internal sealed class Shell : IDisposable
{
    private readonly List<Process> _running = [];

    /// <summary>Starts a shell command in the background.</summary>
    public Process Start(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec " + command]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"Cannot start {command}");
        _running.Add(process);
        return process;
    }

    /// <summary>Waits for a command to end well.</summary>
    public static async Task FinishAsync(Process process)
    {
        var talk = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"It ended with {process.ExitCode}: {await talk}{await output}");
        }
    }

    /// <summary>Runs a shell command, pipes and all, to its end.</summary>
    public static async Task RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"Cannot start {command}");
        await FinishAsync(process);
    }

    public static async Task LineAsync(Process process, string words)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"It never said “{words}”.");
    }

    public void Dispose()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }
    }
}
