using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>Finds out before anything is received whether it will fit.</summary>
internal static class FreeSpace
{
    /// <exception cref="LocalFileException">It will not.</exception>
    public static void Check(string folder, long needed)
    {
        long free;
        try
        {
            free = new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return; // Not every file system tells; then it is found out while writing.
        }

        if (free < needed)
        {
            throw new LocalFileException(
                ShareErrorCode.DiskFull,
                $"{ByteText.Of(needed)} are to arrive, but only {ByteText.Of(free)} are free in “{Printable.Escape(folder)}”.",
                "Free some space, or receive to another disk with --out. Nothing was received.");
        }
    }
}
