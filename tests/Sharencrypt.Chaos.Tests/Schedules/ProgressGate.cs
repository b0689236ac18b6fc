using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>Lets wait until so many bytes have been told of.</summary>
internal sealed class ProgressGate
{
    private readonly Lock _lock = new();
    private readonly List<(long Bytes, TaskCompletionSource Reached)> _waits = [];
    private long _most = -1;

    /// <summary>Hears what a command says.</summary>
    public void Hear(TalkLine line)
    {
        if (line.Event != "progress")
        {
            return;
        }

        lock (_lock)
        {
            _most = Math.Max(_most, line.Confirmed);
            foreach (var wait in _waits.Where(wait => wait.Bytes <= _most))
            {
                wait.Reached.TrySetResult();
            }
        }
    }

    public Task ReachedAsync(long bytes)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((bytes, reached));
            if (bytes <= _most)
            {
                reached.SetResult();
            }

            return reached.Task;
        }
    }
}
