using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sharencrypt.EndToEnd.Tests.Proxies;

/// <summary>A proxy of the Debian packages, with a configuration of its own in a folder of its own, on free ports.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryFolder _folder;
    private readonly StringBuilder _talk = new();

    private ProxyProcess(Process process, TemporaryFolder folder)
    {
        _process = process;
        _folder = folder;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has said so far.</summary>
    public string Talk
    {
        get
        {
            lock (_talk)
            {
                return _talk.ToString();
            }
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it, and waits until it takes connections. The test is skipped where it is not installed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="port">Where it will listen.</param>
    /// <param name="configuration">Makes the text of its configuration, given its folder.</param>
    /// <param name="arguments">Its arguments, given its configuration file.</param>
    public static async Task<ProxyProcess> StartAsync(string program, int port, Func<string, string> configuration, Func<string, string[]> arguments)
    {
        var path = new[] { "/usr/sbin", "/usr/bin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed.");
        var folder = new TemporaryFolder();
        var file = folder.WriteText("configuration", configuration(folder.Path));
        var start = new ProcessStartInfo(path!, arguments(file)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        var proxy = new ProxyProcess(Process.Start(start)!, folder);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await ListensAsync(port))
        {
            proxy._process.HasExited.Should().BeFalse(proxy.Talk);
            await again.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        lock (_talk)
        {
            _talk.AppendLine(line);
        }
    }
}
