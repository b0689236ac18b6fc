using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sharencrypt.Chaos.Tests.Processes;

/// <summary>One run of the built command line, with all that it says.</summary>
internal sealed class CommandProcess : IAsyncDisposable
{
    private const int Kill9 = 9;
    private const int Continue18 = 18;
    private const int Stop19 = 19;

    private readonly Process _process;
    private readonly Action<TalkLine>? _listener;
    private readonly List<TalkLine> _lines = [];
    private readonly List<(Func<TalkLine, bool> Is, TaskCompletionSource<TalkLine> Said)> _waits = [];
    private readonly Task _reading;
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private readonly StringBuilder _talk = new();

    private CommandProcess(Process process, CommandSettings settings)
    {
        _process = process;
        _listener = settings.Listener;
        var output = settings.Output is { } target ? process.StandardOutput.BaseStream.CopyToAsync(target) : ListenAsync(process.StandardOutput);
        _reading = Task.WhenAll(output, ListenAsync(process.StandardError));
        Ended = EndAsync();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The exit code, once the process has ended and everything that it said was read.</summary>
    public Task<int> Ended { get; }

    /// <summary>What was said until now.</summary>
    public IReadOnlyList<TalkLine> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>What was said until now, with times, for people.</summary>
    public string Talk
    {
        get
        {
            lock (_lines)
            {
                return _talk.ToString();
            }
        }
    }

    public static CommandProcess Start(CommandSettings settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(settings.Wrapper.Count > 0 ? settings.Wrapper[0] : Tree.SharencryptPath)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings.Folder,
        };
        foreach (var argument in settings.Wrapper.Skip(1).Concat(settings.Wrapper.Count > 0 ? [Tree.SharencryptPath] : []).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.Start();
        return new CommandProcess(process, settings);
    }

    /// <summary>The first line that matches, said already or to come.</summary>
    /// <exception cref="InvalidOperationException">The process ended without saying it.</exception>
    public async Task<TalkLine> SaysAsync(Func<TalkLine, bool> line, CancellationToken cancellationToken)
    {
        Task<TalkLine> said;
        lock (_lines)
        {
            if (_lines.Find(known => line(known)) is { } known)
            {
                return known;
            }

            var wait = new TaskCompletionSource<TalkLine>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((line, wait));
            said = wait.Task;
        }

        await Task.WhenAny(said, Ended).WaitAsync(cancellationToken);
        return said.IsCompleted ? await said : throw new InvalidOperationException($"It ended with {await Ended} before it said what was awaited.");
    }

    public Task<TalkLine> SaysEventAsync(string name, CancellationToken cancellationToken) => SaysAsync(line => line.Event == name, cancellationToken);

    /// <summary>Ends it at once, as a power cut would.</summary>
    public void Kill() => Signal(Kill9);

    public void Stop() => Signal(Stop19);

    public void Continue() => Signal(Continue18);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await Ended;
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);

    private void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, signal);
        }
    }

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
        return _process.ExitCode;
    }

    private async Task ListenAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } text)
        {
            var line = TalkLine.Read(text);
            lock (_lines)
            {
                _lines.Add(line);
                _talk.AppendLine(CultureInfo.InvariantCulture, $"{(DateTime.UtcNow - _startedAt).TotalSeconds,8:0.000}  {text}");
                foreach (var wait in _waits.Where(wait => wait.Is(line)))
                {
                    wait.Said.TrySetResult(line);
                }
            }

            _listener?.Invoke(line);
        }
    }
}
