namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>What schedules may hold.</summary>
/// <param name="MostBytes">The largest content.</param>
/// <param name="HasSlowFaults">Whether faults are drawn that take half a minute to be noticed.</param>
/// <param name="KillsProcesses">Whether the sender and the receiver are killed, too.</param>
internal sealed record Extent(long MostBytes, bool HasSlowFaults, bool KillsProcesses)
{
    /// <summary>For every build.</summary>
    public static Extent Bounded { get; } = new(24_000_000, HasSlowFaults: false, KillsProcesses: true);

    /// <summary>For long runs.</summary>
    public static Extent Long { get; } = new(64_000_000, HasSlowFaults: true, KillsProcesses: true);
}
