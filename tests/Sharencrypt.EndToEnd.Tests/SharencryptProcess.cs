using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Sharencrypt.EndToEnd.Tests;

/// <summary>One run of the built command line, with all that it says.</summary>
internal sealed class SharencryptProcess : IAsyncDisposable
{
    private static readonly TemporaryFolder CommonState = NewCommonState();

    private readonly Process _process;
    private readonly Task<byte[]> _output;
    private readonly Task _talking;
    private readonly StringBuilder _talk = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private SharencryptProcess(Process process, bool outputIsTalk)
    {
        _process = process;
        _output = outputIsTalk ? Task.FromResult<byte[]>([]) : ReadAllAsync(process.StandardOutput.BaseStream);
        _talking = outputIsTalk
            ? Task.WhenAll(ListenAsync(process.StandardOutput), ListenAsync(process.StandardError))
            : ListenAsync(process.StandardError);
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public bool HasExited => _process.HasExited;

    public static SharencryptProcess Start(params string[] arguments) => Start(new Settings(), arguments);

    public static SharencryptProcess Start(Settings settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(settings.Wrapper.Length > 0 ? settings.Wrapper[0] : Tree.SharencryptPath)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings.Folder ?? Path.GetTempPath(),
        };
        string[] all = settings.Wrapper.Length > 0 ? [.. settings.Wrapper[1..], Tree.SharencryptPath, .. arguments] : arguments;
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SHARENCRYPT_STATE"] = settings.State ?? CommonState.Path;
        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.Start();
        var running = new SharencryptProcess(process, settings.OutputIsTalk);
        if (settings.CloseInput)
        {
            process.StandardInput.Close();
        }

        return running;
    }

    /// <summary>The first line on standard error, from those not yet asked for, that matches; its first group.</summary>
    public Task<string> SaysAsync(string pattern, CancellationToken cancellationToken) =>
        SaysAsync(pattern, TimeSpan.FromSeconds(60), cancellationToken);

    /// <inheritdoc cref="SaysAsync(string, CancellationToken)"/>
    public async Task<string> SaysAsync(string pattern, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(bound.Token))
            {
                if (Regex.Match(line, pattern) is { Success: true } match)
                {
                    return match.Groups[1].Value;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told below.
        }

        throw new InvalidOperationException($"It never said “{pattern}”. It said:\n{_talk}");
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
    }

    public void Kill() => _process.Kill();

    public async Task<Ending> EndAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(4));
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"It did not end. It said:\n{_talk}");
        }

        await _talking;
        return new Ending(_process.ExitCode, await _output, _talk.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static TemporaryFolder NewCommonState()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task ListenAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_talk)
            {
                _talk.AppendLine(line);
            }

            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.TryComplete();
    }

    /// <summary>How to start.</summary>
    internal sealed record Settings
    {
        public string? Folder { get; init; }

        public bool CloseInput { get; init; }

        /// <summary>Standard output is for people, as with a relay's log.</summary>
        public bool OutputIsTalk { get; init; }

        /// <summary>A program that runs the command line, with its own arguments.</summary>
        public string[] Wrapper { get; init; } = [];

        /// <summary>Where it keeps unfinished transfers. Default: a folder that is gone after the run.</summary>
        public string? State { get; init; }

        public Dictionary<string, string> Environment { get; init; } = [];
    }

    /// <summary>What came of a run.</summary>
    internal sealed record Ending(int ExitCode, byte[] OutputBytes, string Talk)
    {
        public string Output => Encoding.UTF8.GetString(OutputBytes);
    }
}
