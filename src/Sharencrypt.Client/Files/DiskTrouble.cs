using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>Says in a person's words why a disk did not take something.</summary>
internal static class DiskTrouble
{
    private const int NoSpaceUnix = 28; // ENOSPC
    private const int QuotaUnix = 122; // EDQUOT on Linux
    private const int NoSpaceWindows = unchecked((int)0x80070070);
    private const int NoSpaceWindowsHandle = unchecked((int)0x80070027);

    public static LocalFileException Explain(Exception exception, string folder, bool isKept = false) =>
        exception.HResult is NoSpaceUnix or QuotaUnix or NoSpaceWindows or NoSpaceWindowsHandle
            ? new LocalFileException(
                ShareErrorCode.DiskFull,
                $"The disk of “{Printable.Escape(folder)}” is full.",
                isKept ? "Free some space. What has arrived is kept: both go on with sharencrypt resume." : "Free some space and receive again. Nothing partial was left.",
                exception)
            : new LocalFileException(
                ShareErrorCode.TargetUnwritable,
                $"“{Printable.Escape(folder)}” cannot be written: {Printable.Escape(exception.Message)}",
                isKept ? "Change its permissions. What has arrived is kept: both go on with sharencrypt resume." : "Choose another folder with --out, or change its permissions.",
                exception);
}
