using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sharencrypt.Client.Files;

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedTicks">Last change of its content, 100 ns since year 1, UTC.</param>
/// <param name="Node">Device and inode where the system tells; else zero.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(long Size, long ModifiedTicks, (ulong Device, ulong Inode) Node)
{
    /// <summary>Last change in milliseconds since 1970-01-01 UTC.</summary>
    public long ModifiedMilliseconds => (ModifiedTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>The identity of an open file.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static FileIdentity Of(SafeFileHandle handle) =>
        NativeFile.TryStat(handle, out var status)
            ? status.Identity
            : new FileIdentity(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks, default);
}
