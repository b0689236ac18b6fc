using System.Threading.Channels;

namespace Sharencrypt.Chaos.Tests.Processes;

/// <summary>A sender or receiver over all its processes: it may be killed, and goes on in a new one.</summary>
internal sealed class Participant : IAsyncDisposable
{
    /// <summary>What the system says of a process that was killed: 128 and the number of the signal.</summary>
    private const int Killed = 137;

    private readonly CommandSettings _settings;
    private readonly List<CommandProcess> _lives = [];
    private readonly Channel<CommandProcess> _followed = System.Threading.Channels.Channel.CreateUnbounded<CommandProcess>();

    public Participant(CommandSettings settings, string[] command)
    {
        _settings = settings;
        Start(command);
        Finished = FollowAsync();
    }

    /// <summary>The process of now.</summary>
    public CommandProcess Current => _lives[^1];

    /// <summary>All its processes, oldest first.</summary>
    public IReadOnlyList<CommandProcess> Lives => _lives;

    /// <summary>The exit code of the process that was not killed.</summary>
    public Task<int> Finished { get; }

    public string Talk => string.Join($"-------- killed{Environment.NewLine}", _lives.Select(life => life.Talk));

    /// <summary>Ends the process of now as a power cut would; returns whether it was still there.</summary>
    public async Task<bool> KillAsync()
    {
        Current.Kill();
        return await Current.Ended == Killed;
    }

    /// <summary>Goes on in a new process, if the last one was killed.</summary>
    public async Task ReviveAsync()
    {
        if (await Current.Ended == Killed)
        {
            Start(["resume", "--yes", "--json"]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var life in _lives)
        {
            await life.DisposeAsync();
        }
    }

    private void Start(string[] arguments)
    {
        var life = CommandProcess.Start(_settings, arguments);
        _lives.Add(life);
        _followed.Writer.TryWrite(life);
    }

    private async Task<int> FollowAsync()
    {
        while (true)
        {
            var life = await _followed.Reader.ReadAsync();
            if (await life.Ended is var exitCode and not Killed)
            {
                return exitCode;
            }
        }
    }
}
