namespace Sharencrypt.Relay.Memory;

/// <summary>
/// Gives back to the system what a burst of connections has left in the collector's heap. The collector would keep it: it
/// starts when something is allocated, and a relay whose connections are idle allocates next to nothing. Owner: the sweep.
/// </summary>
internal sealed class HeapTrim
{
    /// <summary>Less garbage than this is not worth a collection.</summary>
    public const long WorthBytes = 16 * 1024 * 1024;

    // So much is rented by a few connections that happen to be awake. More than that is traffic, which must not stand still.
    private const long QuietRentedBytes = 64 * BlockPool.BlockBytes;

    // A burst is over when not more than this part of it came since the last look: idle connections are pinged.
    private const int QuietPart = 8;

    private long _seen;
    private long _collected;

    /// <summary>Looks whether there is something to give back, and nobody to disturb. Called every few seconds.</summary>
    /// <param name="rentedBytes">Of the connections' buffers.</param>
    /// <returns>Whether it collected.</returns>
    public bool Trim(long rentedBytes)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var (recent, sinceCollection) = (allocated - _seen, allocated - _collected);
        _seen = allocated;
        if (!IsDue(recent, sinceCollection, GC.GetTotalMemory(forceFullCollection: false), rentedBytes))
        {
            return false;
        }

        // The aggressive one alone gives memory back. It stops the process for 2 to 3 ms for each megabyte in use.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _collected = GC.GetTotalAllocatedBytes();
        return true;
    }

    /// <summary>Decides; all in bytes.</summary>
    /// <param name="recent">Allocated since the last look.</param>
    /// <param name="sinceCollection">Allocated since the last collection from here.</param>
    /// <param name="heap">In use, garbage included.</param>
    /// <param name="rented">Of the connections' buffers.</param>
    public static bool IsDue(long recent, long sinceCollection, long heap, long rented) =>
        sinceCollection >= Math.Max(WorthBytes, heap / 2) && recent <= sinceCollection / QuietPart && rented <= QuietRentedBytes;
}
