using Microsoft.Win32.SafeHandles;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>Gives what was received the time and the executable bit that it had.</summary>
internal static class FileTimes
{
    private const UnixFileMode AllRead = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>For a file that is open.</summary>
    public static void Apply(SafeFileHandle file, TransferItem item)
    {
        if (item.IsExecutable && !OperatingSystem.IsWindows())
        {
            // Whoever may read it may execute it.
            var mode = File.GetUnixFileMode(file);
            File.SetUnixFileMode(file, mode | (UnixFileMode)((int)(mode & AllRead) >> 2));
        }

        if (ToTime(item) is { } time)
        {
            NativeFile.SetModified(file, time);
        }
    }

    /// <summary>For a folder.</summary>
    public static void Apply(string folder, TransferItem item)
    {
        if (ToTime(item) is { } time)
        {
            Directory.SetLastWriteTimeUtc(folder, time.UtcDateTime);
        }
    }

    /// <summary>Null when the sender did not say, or said what no system can store.</summary>
    private static DateTimeOffset? ToTime(TransferItem item)
    {
        if (item.Modified is not { } milliseconds)
        {
            return null;
        }

        var earliest = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var latest = new DateTimeOffset(2400, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return milliseconds >= earliest && milliseconds <= latest ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }
}
