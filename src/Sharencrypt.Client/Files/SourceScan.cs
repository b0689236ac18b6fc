using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>
/// Walks what a person named and lists what is to be sent. Links are followed only when they lead to something inside of
/// what was named; nothing but files and folders is sent.
/// </summary>
internal sealed class SourceScan
{
    private const int MostProblemsShown = 5;

    private readonly List<TransferItem> _items = [];
    private readonly List<FoundFile> _files = [];
    private readonly List<string> _leftOut = [];
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _tops = new(StringComparer.Ordinal);
    private readonly List<string> _realRoots = [];
    private readonly Stack<string> _realFoldersAbove = new();

    /// <summary>The items, in the order of the stream.</summary>
    public IReadOnlyList<TransferItem> Items => _items;

    /// <summary>For each item where it lies.</summary>
    public IReadOnlyList<FoundFile> Files => _files;

    /// <summary>What was left out and why, escaped for people.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Scans.</summary>
    /// <exception cref="LocalFileException">Something is missing, unreadable, or named so that no receiver could write it.</exception>
    public static SourceScan Of(IReadOnlyCollection<string> paths)
    {
        var scan = new SourceScan();
        var roots = paths.Select(path => (Given: path, Full: Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))).ToList();
        foreach (var (given, full) in roots)
        {
            if (NativeFile.RealPath(full) is { } real)
            {
                scan._realRoots.Add(real);
            }
            else if (!Path.Exists(full))
            {
                throw new LocalFileException(ShareErrorCode.SourceUnreadable, $"There is no “{Printable.Escape(given)}”.", "Check the path.");
            }
        }

        foreach (var (given, full) in roots)
        {
            scan.AddTop(given, full);
        }

        scan.ThrowIfUnreadable();
        return scan;
    }

    private void AddTop(string given, string full)
    {
        var name = Path.GetFileName(full);
        if (name.Length == 0)
        {
            throw new LocalFileException(ShareErrorCode.SourceName, "A whole file system cannot be sent as one folder.", "Name the folders in it.");
        }

        if (!_tops.Add(name))
        {
            throw new LocalFileException(
                ShareErrorCode.SourceName,
                $"Two of the paths would arrive as “{Printable.Escape(name)}”.",
                "Send them one after the other, or send the folder that holds both.");
        }

        if (!Add(name, full, isNamedByPerson: true))
        {
            throw new LocalFileException(ShareErrorCode.SourceUnreadable, $"“{Printable.Escape(given)}” is neither a file nor a folder.", "Use “-” to send what a program writes.");
        }
    }

    /// <summary>Adds a file, a folder with all in it, or what a link leads to; false when it is nothing of these.</summary>
    private bool Add(string path, string local, bool isNamedByPerson)
    {
        var isKnown = NativeFile.TryStat(local, out var status, followLink: isNamedByPerson);
        if (!isNamedByPerson && (isKnown ? status.IsLink : new FileInfo(local).LinkTarget is not null))
        {
            if (ResolveInside(local) is not { } real)
            {
                LeaveOut(path, "a link that leads out of what is sent, or nowhere");
                return true;
            }

            local = real;
            isKnown = NativeFile.TryStat(local, out status);
        }

        if (!isKnown)
        {
            AddWithoutStatus(path, local);
        }
        else if (status.IsFolder)
        {
            AddFolder(path, local, status.Identity);
        }
        else if (status.IsRegularFile)
        {
            // Where everybody may read, one question less for each of many files.
            AddFile(path, local, status.Identity, status.IsExecutable, status.IsReadableByAll || NativeFile.MayRead(local));
        }
        else if (isNamedByPerson)
        {
            return false;
        }
        else
        {
            LeaveOut(path, "neither a file nor a folder");
        }

        return true;
    }

    private void AddWithoutStatus(string path, string local)
    {
        if (Directory.Exists(local))
        {
            AddFolder(path, local, new FileIdentity(0, Directory.GetLastWriteTimeUtc(local).Ticks, default));
            return;
        }

        var file = new FileInfo(local);
        if (!file.Exists)
        {
            _problems.Add($"{Printable.Escape(path)} is no longer there");
            return;
        }

        var isExecutable = !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
        AddFile(path, local, new FileIdentity(file.Length, file.LastWriteTimeUtc.Ticks, default), isExecutable, NativeFile.MayRead(local));
    }

    private void AddFile(string path, string local, FileIdentity identity, bool isExecutable, bool mayRead)
    {
        if (!mayRead)
        {
            _problems.Add($"{Printable.Escape(path)} cannot be read");
            return;
        }

        _items.Add(new TransferItem(path, ItemKind.File, identity.Size, identity.ModifiedMilliseconds, isExecutable));
        _files.Add(new FoundFile(local, identity));
    }

    private void AddFolder(string path, string local, FileIdentity identity)
    {
        var real = NativeFile.RealPath(local) ?? local;
        if (_realFoldersAbove.Contains(real))
        {
            LeaveOut(path, "a link back to a folder above it");
            return;
        }

        string[] entries;
        try
        {
            entries = Directory.GetFileSystemEntries(local);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            _problems.Add($"{Printable.Escape(path)} cannot be read");
            return;
        }

        _items.Add(new TransferItem(path, ItemKind.Folder, 0, identity.ModifiedMilliseconds, IsExecutable: false));
        _files.Add(new FoundFile(local, identity));
        Array.Sort(entries, StringComparer.Ordinal);
        _realFoldersAbove.Push(real);
        foreach (var entry in entries)
        {
            Add($"{path}/{Path.GetFileName(entry)}", entry, isNamedByPerson: false);
        }

        _realFoldersAbove.Pop();
    }

    private string? ResolveInside(string link)
    {
        var real = NativeFile.RealPath(link);
        var isInside = real is not null && _realRoots.Any(root =>
            real == root || (real.StartsWith(root, StringComparison.Ordinal) && real[root.Length] == Path.DirectorySeparatorChar));
        return isInside ? real : null;
    }

    private void LeaveOut(string path, string why) => _leftOut.Add($"{Printable.Escape(path)}: {why}");

    private void ThrowIfUnreadable()
    {
        if (_problems.Count == 0)
        {
            return;
        }

        var more = _problems.Count > MostProblemsShown ? $", and {_problems.Count - MostProblemsShown} more" : "";
        throw new LocalFileException(
            ShareErrorCode.SourceUnreadable,
            $"Not everything can be read: {string.Join("; ", _problems.Take(MostProblemsShown))}{more}.",
            "Change the permissions, or name only what you can read. Nothing was sent.");
    }
}
