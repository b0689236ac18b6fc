using System.Diagnostics;
using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Network;

/// <summary>A link between two network namespaces, made by the link emulator in a process of its own.</summary>
internal sealed class Link : IAsyncDisposable
{
    private const int NotPermitted = 77;

    private readonly Process _emulator;

    private Link(Process emulator, string[] ready)
    {
        _emulator = emulator;
        (A, AddressOfA, B, AddressOfB) = (new LinkEnd(ready[1]), ready[2], new LinkEnd(ready[3]), ready[4]);
    }

    public LinkEnd A { get; }

    public string AddressOfA { get; }

    public LinkEnd B { get; }

    public string AddressOfB { get; }

    /// <summary>Makes one; null where the system does not permit it.</summary>
    public static async Task<Link?> TryMakeAsync(string conditions, CancellationToken cancellationToken)
    {
        var emulator = Process.Start(new ProcessStartInfo(Tree.LinkEmulatorPath, conditions) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The link emulator cannot be started.");
        var line = await emulator.StandardOutput.ReadLineAsync(cancellationToken);
        if (line?.Split(' ') is ["ready", ..] and { Length: 5 } ready)
        {
            return new Link(emulator, ready);
        }

        await emulator.WaitForExitAsync(cancellationToken);
        var exitCode = emulator.ExitCode;
        emulator.Dispose();
        return exitCode == NotPermitted ? null : throw new InvalidOperationException($"The link emulator ended with {exitCode}: {line}");
    }

    /// <summary>Changes a condition; returns when it holds.</summary>
    public async Task SetAsync(string command, CancellationToken cancellationToken)
    {
        await _emulator.StandardInput.WriteLineAsync(command.AsMemory(), cancellationToken);
        await _emulator.StandardInput.FlushAsync(cancellationToken);
        if (await _emulator.StandardOutput.ReadLineAsync(cancellationToken) is not "ok" and var answer)
        {
            throw new InvalidOperationException($"“{command}”: {answer}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _emulator.StandardInput.Close(); // It takes its namespaces along.
        await _emulator.WaitForExitAsync();
        _emulator.Dispose();
    }
}

/// <summary>One end of a link.</summary>
/// <param name="Namespace">The network namespace.</param>
internal sealed record LinkEnd(string Namespace)
{
    /// <summary>What runs a command there.</summary>
    public string[] Wrapper => ["ip", "netns", "exec", Namespace];
}
