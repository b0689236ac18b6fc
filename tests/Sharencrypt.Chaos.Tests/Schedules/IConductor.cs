namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>Makes the faults of a schedule happen.</summary>
internal interface IConductor
{
    /// <summary>Faults that the checks know how to judge, in the order in which they happened.</summary>
    IReadOnlyList<Applied> Applied { get; }

    /// <summary>What happened, one line each.</summary>
    IEnumerable<string> Happened { get; }

    /// <summary>Runs while the transfer does.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
