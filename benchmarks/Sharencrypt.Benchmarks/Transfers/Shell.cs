using System.Diagnostics;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>Processes of a benchmark run: started here, ended here.</summary>
internal sealed class Shell : IDisposable
{
    private readonly List<Process> _running = [];
    private bool _isOver;

    /// <summary>Starts a shell command in the background.</summary>
    public Process Start(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec " + command]) { RedirectStandardError = true, RedirectStandardOutput = true };
        lock (_running)
        {
            ObjectDisposedException.ThrowIf(_isOver, this); // What is started now, nobody would end.
            var process = Process.Start(start) ?? throw new InvalidOperationException($"Cannot start {command}");
            _running.Add(process);
            return process;
        }
    }

    /// <summary>Starts a pipeline in the background; it fails when any part of it fails.</summary>
    public Process StartPipeline(string command) => Start($"bash -o pipefail -c \"{command}\"");

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

    /// <summary>Waits for all to end well; when one does not, the others, which may wait for it, are not waited for.</summary>
    public static async Task FinishAllAsync(params IEnumerable<Process> processes)
    {
        var waits = processes.Select(FinishAsync).ToList();
        while (waits.Count > 0)
        {
            var ended = await Task.WhenAny(waits);
            waits.Remove(ended);
            await ended;
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
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return;
            }

            said.Add(line);
        }

        throw new InvalidOperationException($"It never said “{words}”, but: {string.Join(' ', said)}");
    }

    public void Dispose()
    {
        lock (_running)
        {
            _isOver = true;
            _running.ForEach(End);
            _running.Clear();
        }
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }
}
