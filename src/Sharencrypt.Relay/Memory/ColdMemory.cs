using System.Runtime.InteropServices;

namespace Sharencrypt.Relay.Memory;

/// <summary>
/// Gives the pages of an unused pinned array back to the system and keeps the array. The collector could not do it: it
/// returns pinned memory only in regions of many megabytes, and one block in use keeps a whole region.
/// </summary>
internal static partial class ColdMemory
{
    private const int DontNeed = 4;

    /// <summary>Makes the array's content worthless: it reads as anything until it is written again.</summary>
    /// <param name="pinned">An array of bytes that was allocated pinned and that nobody uses.</param>
    /// <returns>False where that cannot be done; nothing has changed then.</returns>
    public static bool TryRelease(byte[] pinned)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // Whole pages inside the array's data only: what stands before and after them is the collector's.
        var page = Environment.SystemPageSize;
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        var first = (start + page - 1) / page * page;
        var length = (start + pinned.Length - first) / page * page;
        try
        {
            return length > 0 && Advise(first, length, DontNeed) == 0;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
