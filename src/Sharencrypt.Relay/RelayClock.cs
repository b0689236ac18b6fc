namespace Sharencrypt.Relay;

/// <summary>Time since the relay started, which never jumps: all limits are measured with it.</summary>
internal sealed class RelayClock(TimeProvider timeProvider)
{
    private readonly long _start = timeProvider.GetTimestamp();

    public TimeSpan Now => timeProvider.GetElapsedTime(_start);

    /// <summary>The wall clock, for people only.</summary>
    public DateTimeOffset WallClock => timeProvider.GetUtcNow();
}
