namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>What may go wrong.</summary>
internal enum FaultKind
{
    /// <summary>A side's connection is reset.</summary>
    Cut,

    /// <summary>Both sides' connections are reset at once.</summary>
    CutBoth,

    /// <summary>A side's connection is closed towards the relay only.</summary>
    CloseTowardsRelay,

    /// <summary>A side's connection is closed towards the client only.</summary>
    CloseTowardsClient,

    /// <summary>Nothing passes on a side for a while, and nobody is told.</summary>
    BlackHole,

    /// <summary>Nothing passes towards the relay on a side for a while.</summary>
    BlackHoleTowardsRelay,

    /// <summary>Nothing passes towards the client on a side for a while.</summary>
    BlackHoleTowardsClient,

    /// <summary>A side's connection carries nothing any more for good, and nobody is told.</summary>
    HalfDead,

    /// <summary>A side becomes slow.</summary>
    Throttle,

    /// <summary>A side's bytes take long.</summary>
    Delay,

    /// <summary>A side's bytes arrive in tiny pieces.</summary>
    Fragment,

    /// <summary>A side's connection is reset and new ones are refused for a while.</summary>
    Refuse,

    /// <summary>A side's connection is reset, and so are the next ones after a few bytes.</summary>
    CutEarly,

    /// <summary>The relay is killed and started again.</summary>
    KillRelay,

    /// <summary>The relay is halted for a while.</summary>
    StopRelay,

    /// <summary>A side's process is halted for a while.</summary>
    StopProcess,

    /// <summary>A side's process is killed, and its transfer resumed by a new one.</summary>
    KillProcess,

    /// <summary>Both sides' processes are killed at once, and resumed.</summary>
    KillBoth,
}
