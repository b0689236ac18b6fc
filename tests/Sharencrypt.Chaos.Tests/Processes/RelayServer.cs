using System.Net;
using System.Text;

namespace Sharencrypt.Chaos.Tests.Processes;

/// <summary>A relay in a process of its own that can be killed and started again at the same place.</summary>
internal sealed class RelayServer : IAsyncDisposable
{
    private static readonly string[] Limits = ["joins", "failedJoins", "newConnections", "rooms"];

    private readonly CommandSettings _settings;
    private readonly StringBuilder _past = new();
    private CommandProcess? _process;

    public RelayServer(CommandSettings settings, IPEndPoint address)
    {
        _settings = settings;
        Address = address;
    }

    public IPEndPoint Address { get; }

    /// <summary>What all its lives said.</summary>
    public string Talk => _past + _process?.Talk;

    /// <summary>Starts, and returns when it listens.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // All peers come from one address, and come again and again: the limits for one address would be hit by that alone.
        _process = CommandProcess.Start(
            _settings,
            ["relay", "--urls", $"http://{Address}", "--logLevel", "Information", .. Limits.SelectMany(limit => new[] { $"--{limit}PerAddressBurst", "100000" })]);
        await _process.SaysAsync(line => line.Text.Contains("listens on", StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(); // Started: nobody kills it before.
        await _process.Ended;
        _past.Append(_process.Talk).AppendLine("-------- killed");
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Halts it as a machine that swaps would.</summary>
    public void Stop() => _process?.Stop();

    public void Continue() => _process?.Continue();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
