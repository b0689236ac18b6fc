using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sharencrypt.Client.Files;

/// <summary>What the system knows about files and .NET does not tell: kind, inode, real path, and orders to the disk. Does nothing where it cannot.</summary>
internal static partial class NativeFile
{
    private const int AtCurrentFolder = -100;
    private const int AtEmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x07ff;
    private const int ReadPermission = 4;
    private const uint SyncRangeWrite = 2;
    private const int SetStatusFlags = 4; // F_SETFL.
    private const int WriteOnly = 1;
    private const int OpenToRead = 0x80000; // O_RDONLY | O_CLOEXEC on Linux.
    private const int OpenToCreate = 0x800C1; // O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC.
    private const long OmitTime = 0x3FFFFFFE; // UTIME_OMIT.
    private const uint ReadAndWriteForAll = 0x1B6; // rw-rw-rw-, less what the process does not allow.

    /// <summary>The kind and identity of what a path leads to. False when the system does not tell.</summary>
    /// <param name="path">The path.</param>
    /// <param name="status">The kind and identity.</param>
    /// <param name="followLink">Whether of what a link leads to, or of the link itself.</param>
    public static unsafe bool TryStat(string path, out NativeStatus status, bool followLink = true)
    {
        status = default;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        StatxBuffer buffer;
        var result = Statx(AtCurrentFolder, path, followLink ? 0 : NoFollow, BasicStatus, &buffer);
        status = new NativeStatus(buffer);
        return result == 0;
    }

    /// <summary>The kind and identity of an open file. False when the system does not tell.</summary>
    public static unsafe bool TryStat(SafeFileHandle handle, out NativeStatus status)
    {
        status = default;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        StatxBuffer buffer;
        var result = Statx((int)handle.DangerousGetHandle(), "", AtEmptyPath, BasicStatus, &buffer);
        status = new NativeStatus(buffer);
        return result == 0;
    }

    /// <summary>The path without any link in it; null when there is nothing or the system does not tell.</summary>
    public static string? RealPath(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var pointer = Realpath(path, 0);
        try
        {
            return pointer == 0 ? null : Marshal.PtrToStringUTF8(pointer);
        }
        finally
        {
            Free(pointer);
        }
    }

    /// <summary>Whether this process may read a path; true where the system does not tell.</summary>
    public static bool MayRead(string path) => OperatingSystem.IsWindows() || Access(path, ReadPermission) == 0;

    /// <summary>Opens a file to read it from the beginning to the end.</summary>
    /// <remarks>Without the locks and questions of .NET, four more system calls for each of many small files.</remarks>
    /// <exception cref="IOException">It cannot be opened, or is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public static SafeFileHandle OpenRead(string path) =>
        TryOpen(path, OpenToRead) ?? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

    /// <summary>Makes a file, as <see cref="OpenRead"/> opens one.</summary>
    /// <exception cref="IOException">It is there already, or cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not make it.</exception>
    public static SafeFileHandle Create(string path) =>
        TryOpen(path, OpenToCreate) ?? File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);

    /// <summary>Reads from a place in a file; fewer bytes than asked for only at its end.</summary>
    /// <remarks>Without .NET's question whether the file can seek, one more system call for each of many small files; so is <see cref="Write"/>.</remarks>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static unsafe int Read(SafeFileHandle file, Span<byte> destination, long offset)
    {
        if (OperatingSystem.IsLinux())
        {
            fixed (byte* bytes = destination)
            {
                var count = ReadAt((int)file.DangerousGetHandle(), bytes, (nuint)destination.Length, offset);
                if (count >= 0)
                {
                    return (int)count;
                }
            }
        }

        return RandomAccess.Read(file, destination, offset); // It explains what went wrong.
    }

    /// <summary>Writes all bytes to a place in a file.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static unsafe void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (OperatingSystem.IsLinux() && !bytes.IsEmpty)
        {
            nint count;
            fixed (byte* first = bytes)
            {
                count = WriteAt((int)file.DangerousGetHandle(), first, (nuint)bytes.Length, offset);
            }

            if (count <= 0)
            {
                break;
            }

            bytes = bytes[(int)count..];
            offset += count;
        }

        if (!bytes.IsEmpty)
        {
            RandomAccess.Write(file, bytes, offset);
        }
    }

    /// <summary>Has a file that is open for writing written past the page cache, or through it again. False when the system or the file system cannot.</summary>
    /// <remarks>Past it, places and lengths must be multiples of what the disk wants, and so must addresses in memory (O_DIRECT in open(2)).</remarks>
    public static bool TrySetDirect(SafeFileHandle handle, bool isDirect) =>
        DirectFlag is { } direct && Fcntl((int)handle.DangerousGetHandle(), SetStatusFlags, WriteOnly | (isDirect ? direct : 0)) == 0;

    /// <summary>Begins to write a range to the disk without waiting, so that the final flush finds little to do.</summary>
    public static void StartWriting(SafeFileHandle handle, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SyncFileRange((int)handle.DangerousGetHandle(), offset, length, SyncRangeWrite);
        }
    }

    /// <summary>Sets the time at which a file that is open was last changed.</summary>
    /// <remarks>.NET asks for the time of the last access first, to set it again: one more system call for each of many small files.</remarks>
    /// <exception cref="IOException">The file system does not take it.</exception>
    public static unsafe void SetModified(SafeFileHandle file, DateTimeOffset time)
    {
        var seconds = Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerSecond, out var ticks);
        if (ticks < 0)
        {
            (seconds, ticks) = (seconds - 1, ticks + TimeSpan.TicksPerSecond);
        }

        var times = stackalloc long[4] { 0, OmitTime, seconds, ticks * TimeSpan.NanosecondsPerTick };
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || Futimens((int)file.DangerousGetHandle(), times) != 0)
        {
            File.SetLastWriteTimeUtc(file, time.UtcDateTime);
        }
    }

    /// <summary>Waits until a file or folder, or everything on its file system, is on the disk.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void Flush(string path, bool wholeFileSystem)
    {
        if (!OperatingSystem.IsLinux())
        {
            FlushFile(path);
            return;
        }

        var file = Open(path, OpenToRead, 0);
        if (file < 0)
        {
            return; // Not readable for us, such as a folder without permission: the content was written all the same.
        }

        var result = wholeFileSystem ? Syncfs(file) : Fsync(file);
        _ = Close(file);
        if (result != 0)
        {
            throw new IOException("The disk did not take everything that was written.");
        }
    }

    // O_DIRECT on Linux; null where there is none.
    private static int? DirectFlag => !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => null,
    };

    // Null where .NET has to try: it knows other systems, and explains what went wrong.
    private static SafeFileHandle? TryOpen(string path, int flags)
    {
        var file = OperatingSystem.IsLinux() ? Open(path, flags, ReadAndWriteForAll) : -1;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    // Elsewhere .NET knows how to flush a file, and names in folders are the system's business.
    private static void FlushFile(string path)
    {
        if (File.Exists(path))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, StatxBuffer* buffer);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Realpath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint pointer);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "pread64")]
    private static unsafe partial nint ReadAt(int file, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite64")]
    private static unsafe partial nint WriteAt(int file, byte* bytes, nuint count, long offset);

    // fcntl takes its third argument as further ones are passed, which these two processors do like any other on Linux.
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int file, int command, int flags);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(int file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int file);

    [LibraryImport("libc", EntryPoint = "syncfs")]
    private static partial int Syncfs(int file);

    // Two times, each as two numbers of the size of a pointer.
    [LibraryImport("libc", EntryPoint = "futimens")]
    private static unsafe partial int Futimens(int file, long* times);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
