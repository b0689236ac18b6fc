namespace Sharencrypt.Cli;

/// <summary>
/// Keeps a long transfer as small as a short one: the collector by itself waits until there is as much garbage as the processor's
/// cache may hold, which is hundreds of MiB on a large one, though a chunk leaves but a hundred bytes.
/// </summary>
internal sealed class SteadyHeap : IDisposable
{
    private const long MostGarbageBytes = 1024 * 1024;

    // Short commands, however much they allocate, end before.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;
    private long _collectedAt;

    public SteadyHeap() => _timer = TimeProvider.System.CreateTimer(static heap => ((SteadyHeap)heap!).Look(), this, Interval, Interval); // Not null: it is passed.

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _collectedAt >= MostGarbageBytes)
        {
            _collectedAt = allocated;
            GC.Collect(generation: 1, GCCollectionMode.Forced, blocking: true);
        }
    }
}
