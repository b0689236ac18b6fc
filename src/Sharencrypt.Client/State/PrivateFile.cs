using Microsoft.Win32.SafeHandles;
using Sharencrypt.Client.Files;

namespace Sharencrypt.Client.State;

/// <summary>Files and folders that nobody but their owner may read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file for reading and writing. Its folder is private, too, so that it is so from the first moment.</summary>
    public static SafeFileHandle Open(string path, FileMode mode) =>
        MakePrivate(File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Opens a file that no other process can open in this way until it is closed, or its process ends.</summary>
    /// <exception cref="IOException">Another one has it open.</exception>
    public static SafeFileHandle OpenExclusively(string path, FileMode mode) => MakePrivate(File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.None));

    /// <summary>Writes a whole file so that after a crash there is either all of it, or what was there before, and waits for the disk.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        Write(path, content, flush: true);
        FlushFolderOf(path);
    }

    /// <summary>Writes a whole file so that, if this process ends meanwhile, there is either all of it or none. Does not wait for the disk.</summary>
    public static void Put(string path, ReadOnlySpan<byte> content) => Write(path, content, flush: false);

    /// <summary>Waits until the names in a file's folder are on the disk.</summary>
    public static void FlushFolderOf(string path) => NativeFile.Flush(Path.GetDirectoryName(path)!, wholeFileSystem: false); // A file lies in a folder.

    /// <summary>Makes a folder and those above it that are missing.</summary>
    public static void CreateFolder(string path)
    {
        DiskSteps.Next();
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path); // Below the person's own profile, which others cannot read.
        }
        else
        {
            Directory.CreateDirectory(path, OwnerReadsAndWrites | UnixFileMode.UserExecute);
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> content, bool flush)
    {
        var next = path + ".new";
        DiskSteps.Next();
        using (var file = Open(next, FileMode.Create))
        {
            DiskSteps.Next();
            RandomAccess.Write(file, content, 0);
            if (flush)
            {
                DiskSteps.Next();
                RandomAccess.FlushToDisk(file);
            }
        }

        DiskSteps.Next();
        File.Move(next, path, overwrite: true);
    }

    private static SafeFileHandle MakePrivate(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, OwnerReadsAndWrites);
        }

        return file;
    }
}
