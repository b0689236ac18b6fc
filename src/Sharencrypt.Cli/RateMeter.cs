namespace Sharencrypt.Cli;

/// <summary>The rate of the last seconds, and what is left at that rate.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(long At, long Bytes)> _samples = new();

    /// <summary>Bytes a second; 0 while nothing is known.</summary>
    public double BytesPerSecond { get; private set; }

    public void Add(long bytes)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, bytes));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
        {
            _samples.Dequeue();
        }

        var (firstAt, firstBytes) = _samples.Peek();
        var seconds = time.GetElapsedTime(firstAt, now).TotalSeconds;
        BytesPerSecond = seconds > 0.05 ? (bytes - firstBytes) / seconds : 0;
    }

    /// <summary>Null when it cannot be told.</summary>
    public TimeSpan? Remaining(long bytes, long? total) =>
        total is { } all && BytesPerSecond >= 1 ? TimeSpan.FromSeconds(Math.Min((all - bytes) / BytesPerSecond, 359_999)) : null;
}
