using System.Diagnostics;

namespace Sharencrypt.EndToEnd.Tests;

/// <summary>One run of the built command line, with all that it says.</summary>
internal sealed class SharencryptProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _talk;

    private SharencryptProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _talk = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static SharencryptProcess Start(params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Tree.SharencryptPath, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        return new SharencryptProcess(process);
    }

    public async Task<(int ExitCode, string Output, string Talk)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _output, await _talk);
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
}
