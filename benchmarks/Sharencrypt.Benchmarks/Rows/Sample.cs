using System.Diagnostics;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>A transfer that was measured.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="RelaySeconds">The processor time of whatever stood in the middle.</param>
internal sealed record Sample(double Seconds, double RelaySeconds)
{
    /// <param name="relay">Whatever stands in the middle.</param>
    /// <param name="transfer">Sends something through it, and says how long that took.</param>
    public static async Task<Sample> TakeAsync(Process relay, Func<Task<double>> transfer)
    {
        var before = relay.TotalProcessorTime;
        var seconds = await transfer();
        return new Sample(seconds, (relay.TotalProcessorTime - before).TotalSeconds);
    }
}
