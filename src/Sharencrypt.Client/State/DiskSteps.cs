using System.Diagnostics;

namespace Sharencrypt.Client.State;

/// <summary>
/// Stands before every change that receiving or keeping a transfer makes on a disk, so that tests can end the process at each
/// of them, one after the other. Calls exist only in a build with <c>-p:SealWatch=true</c>.
/// </summary>
internal static class DiskSteps
{
#if SEAL_WATCH
    private const string Variable = "SHARENCRYPT_DIE_AT_STEP";

    private static readonly int Last = int.TryParse(Environment.GetEnvironmentVariable(Variable), out var step) ? step : int.MaxValue;
    private static int _taken;
#endif

    /// <summary>The disk is about to be changed.</summary>
    [Conditional("SEAL_WATCH")]
    public static void Next()
    {
#if SEAL_WATCH
        if (Interlocked.Increment(ref _taken) == Last)
        {
            Process.GetCurrentProcess().Kill(); // As kill -9 would: nothing runs any more.
        }
#endif
    }
}
