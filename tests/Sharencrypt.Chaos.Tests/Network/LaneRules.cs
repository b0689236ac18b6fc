using System.Diagnostics;

namespace Sharencrypt.Chaos.Tests.Network;

/// <summary>What may pass a proxy in one direction, on all its connections together.</summary>
internal sealed class LaneRules
{
    private const int WholePiece = 65_536;

    private readonly Lock _lock = new();
    private TaskCompletionSource _open = NewSignal();
    private TaskCompletionSource _reached = NewSignal();
    private TaskCompletionSource _released = NewSignal();
    private long _passed;
    private long _holdAt = long.MaxValue;
    private long _freeAt;
    private long _bytesPerSecond;
    private int _pieceBytes = WholePiece;
    private long _delayTicks;

    public LaneRules() => _open.SetResult();

    /// <summary>How many bytes have passed since the proxy began.</summary>
    public long Passed
    {
        get
        {
            lock (_lock)
            {
                return _passed;
            }
        }
    }

    /// <summary>How long a byte is on its way.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delayTicks));
        set => Interlocked.Exchange(ref _delayTicks, value.Ticks);
    }

    /// <summary>Sets the rate; 0 is no limit.</summary>
    public void Throttle(long bytesPerSecond)
    {
        lock (_lock)
        {
            _bytesPerSecond = bytesPerSecond;
            _freeAt = 0;
        }
    }

    /// <summary>Sets how much is written at once; 0 for as much as there is.</summary>
    public void Fragment(int pieceBytes)
    {
        lock (_lock)
        {
            _pieceBytes = pieceBytes == 0 ? WholePiece : pieceBytes;
        }
    }

    /// <summary>Nothing passes until <see cref="Flow"/>; nobody is told.</summary>
    public void Stall()
    {
        lock (_lock)
        {
            if (_open.Task.IsCompleted)
            {
                _open = NewSignal();
            }
        }
    }

    public void Flow()
    {
        lock (_lock)
        {
            _open.TrySetResult();
        }
    }

    /// <summary>Lets exactly this many bytes pass, counted from the beginning, and then none until <see cref="Release"/>.</summary>
    /// <returns>Completes when they have passed and more wants to.</returns>
    public Task HoldAt(long position)
    {
        lock (_lock)
        {
            _holdAt = Math.Max(position, _passed);
            _reached = NewSignal();
            _released = NewSignal();
            return _reached.Task;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _holdAt = long.MaxValue;
            _released.TrySetResult();
        }
    }

    /// <summary>Waits until something may pass, and counts it.</summary>
    /// <returns>How many of the <paramref name="wanted"/> bytes may pass now: at least one.</returns>
    public async ValueTask<int> AdmitAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task? wait = null;
            var admitted = 0;
            var startsAt = 0L;
            lock (_lock)
            {
                if (!_open.Task.IsCompleted)
                {
                    wait = _open.Task;
                }
                else if (_holdAt <= _passed)
                {
                    _reached.TrySetResult();
                    wait = _released.Task;
                }
                else
                {
                    admitted = (int)Math.Min(Math.Min(wanted, _pieceBytes), _holdAt - _passed);
                    _passed += admitted;
                    startsAt = Book(admitted);
                }
            }

            if (wait is null)
            {
                await UntilAsync(startsAt, cancellationToken);
                return admitted;
            }

            await wait.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until a moment of <see cref="Stopwatch"/>.</summary>
    public static async ValueTask UntilAsync(long timestamp, CancellationToken cancellationToken)
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
        if (wait > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(wait, cancellationToken);
        }
    }

    // When the rate allows these bytes to begin.
    private long Book(int bytes)
    {
        if (_bytesPerSecond == 0)
        {
            return 0;
        }

        var startsAt = Math.Max(_freeAt, Stopwatch.GetTimestamp());
        _freeAt = startsAt + (bytes * Stopwatch.Frequency / _bytesPerSecond);
        return startsAt;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
