using System.Text.RegularExpressions;

namespace Sharencrypt.EndToEnd.Tests;

/// <summary>A relay in a process of its own, on a free port, with limits high enough for a whole class of tests.</summary>
public sealed class RelayProcess : IAsyncLifetime
{
    private SharencryptProcess? _process;

    public string Address { get; private set; } = "";

    internal SharencryptProcess Process => _process ?? throw new InvalidOperationException("Not started.");

    /// <summary>The folder that the relay runs in: it must stay empty.</summary>
    internal TemporaryFolder Folder { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _process = SharencryptProcess.Start(
            new SharencryptProcess.Settings { Folder = Folder.Path, OutputIsTalk = true },
            [
                "relay", "--urls", "http://127.0.0.1:0",
                .. new[] { "joins", "failedJoins", "newConnections", "rooms" }.SelectMany(limit => new[] { $"--{limit}PerAddressBurst", "100000" }),
            ]);
        var address = await _process.SaysAsync("listens on (http://\\S+)", TestContext.Current.CancellationToken);
        Address = Regex.Replace(address, "/$", "");
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Folder.Dispose();
    }
}
