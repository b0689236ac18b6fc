using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>
/// Writes a stream of files into a hidden folder inside of the chosen one, and moves them to their names when all is
/// there and on the disk. Whatever happens before leaves nothing under a final name.
/// </summary>
internal sealed class FolderSink : ITransferSink
{
    private const string StagingPrefix = ".sharencrypt-";
    private const int FewFiles = 64;
    private const long WriteBehindBytes = 8L * 1024 * 1024;

    private readonly Manifest _manifest;
    private readonly string _folder;
    private readonly string _staging;
    private readonly Placement _placement;
    private readonly HashSet<string> _madeFolders = new(StringComparer.Ordinal);
    private readonly bool _isOpenEnded;

    private int _item;
    private long _position;
    private SafeFileHandle? _file;
    private long _startedWriting;

    private FolderSink(Manifest manifest, string folder, string staging, Placement placement, bool isOpenEnded)
    {
        _manifest = manifest;
        _folder = folder;
        _staging = staging;
        _placement = placement;
        _isOpenEnded = isOpenEnded;
    }

    /// <summary>Checks that everything can be stored, and makes the hidden folder.</summary>
    /// <exception cref="LocalFileException">The folder cannot be written, is too full, or something is in the way.</exception>
    public static FolderSink Open(Manifest manifest, string folder, ConflictPolicy conflicts, bool isOpenEnded)
    {
        folder = Path.GetFullPath(folder);
        var placement = new Placement(folder, conflicts);
        try
        {
            Directory.CreateDirectory(folder);
            placement.Check(manifest);
            if (!isOpenEnded)
            {
                CheckSpace(folder, manifest.TotalBytes);
            }

            var staging = Path.Combine(folder, StagingPrefix + RandomNumberGenerator.GetHexString(8, lowercase: true));
            Directory.CreateDirectory(staging);
            return new FolderSink(manifest, folder, staging, placement, isOpenEnded);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DiskTrouble.Explain(exception, folder);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            Write(bytes.Span);
            return ValueTask.CompletedTask;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DiskTrouble.Explain(exception, _folder);
        }
    }

    public void SkipTo(long position)
    {
        CloseFile(isWhole: false);
        _position = position;
        while (_item < _manifest.ItemAt(position))
        {
            MakeIfEmpty(_item++);
        }
    }

    public void Fail(int item)
    {
        if (item == _item)
        {
            CloseFile(isWhole: false);
        }

        File.Delete(StagedPath(item));
    }

    public ValueTask<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_isOpenEnded && _position == 0)
            {
                _file = Create(_item);
            }

            CloseFile(isWhole: true);
            FinishItems(_manifest.Items.Count);
            FlushAll();
            SetFolderTimes();
            List<string> placed = [];
            foreach (var top in _manifest.Paths.Select(path => path.Top).Distinct(StringComparer.Ordinal))
            {
                var staged = Path.Combine(_staging, top);
                if (Path.Exists(staged))
                {
                    placed.Add(_placement.Place(staged, top));
                }
            }

            NativeFile.Flush(_folder, wholeFileSystem: false);
            return ValueTask.FromResult<IReadOnlyList<string>>(placed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DiskTrouble.Explain(exception, _folder);
        }
    }

    public ValueTask DisposeAsync()
    {
        _file?.Dispose();
        try
        {
            Directory.Delete(_staging, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left has a name that says whose it is, and never a final one.
        }

        return ValueTask.CompletedTask;
    }

    private static void CheckSpace(string folder, long needed)
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

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            FinishItems(_manifest.ItemAt(_position));
            var offset = _position - _manifest.StartOf(_item);
            var part = bytes[..(int)Math.Min(bytes.Length, _manifest.Items[_item].Size - offset)];
            if (!_manifest.Failed.Contains(_item))
            {
                _file ??= Create(_item);
                RandomAccess.Write(_file, part, offset);
                WriteBehind(offset + part.Length);
            }

            _position += part.Length;
            bytes = bytes[part.Length..];
            if (_position == _manifest.EndOf(_item))
            {
                CloseFile(isWhole: true);
                _item++;
            }
        }
    }

    /// <summary>Makes the folders and empty files before an item.</summary>
    private void FinishItems(int end)
    {
        for (; _item < end; _item++)
        {
            MakeIfEmpty(_item);
        }
    }

    private void MakeIfEmpty(int item)
    {
        if (_manifest.Items[item].Kind == ItemKind.Folder)
        {
            MakeFolder(_manifest.Paths[item].Components.Count, item);
        }
        else if (_manifest.Items[item].Size == 0 && !_manifest.Failed.Contains(item))
        {
            _item = item;
            _file = Create(item);
            CloseFile(isWhole: true);
        }
    }

    private SafeFileHandle Create(int item)
    {
        MakeFolder(_manifest.Paths[item].Components.Count - 1, item);
        _startedWriting = 0;
        return File.OpenHandle(StagedPath(item), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Makes the first <paramref name="depth"/> folders of an item's path.</summary>
    private void MakeFolder(int depth, int item)
    {
        var components = _manifest.Paths[item].Components;
        var path = depth == 0 ? "" : string.Join(Path.DirectorySeparatorChar, components.Take(depth));
        if (depth > 0 && _madeFolders.Add(path))
        {
            Directory.CreateDirectory(Path.Combine(_staging, path));
        }
    }

    private string StagedPath(int item) => Path.Combine(_staging, string.Join(Path.DirectorySeparatorChar, _manifest.Paths[item].Components));

    private void WriteBehind(long end)
    {
        if (end - _startedWriting >= WriteBehindBytes)
        {
            NativeFile.StartWriting(_file!, _startedWriting, end - _startedWriting); // Open: it was just written to.
            _startedWriting = end;
        }
    }

    private void CloseFile(bool isWhole)
    {
        if (_file is null)
        {
            return;
        }

        if (isWhole)
        {
            FileTimes.Apply(_file, _manifest.Items[_item]);
        }

        _file.Dispose();
        _file = null;
    }

    private void FlushAll()
    {
        var files = Enumerable.Range(0, _manifest.Items.Count)
            .Where(item => _manifest.Items[item].Kind == ItemKind.File && !_manifest.Failed.Contains(item))
            .Take(FewFiles + 1)
            .ToList();
        if (files.Count > FewFiles)
        {
            NativeFile.Flush(_staging, wholeFileSystem: true);
            return;
        }

        foreach (var item in files)
        {
            NativeFile.Flush(StagedPath(item), wholeFileSystem: false);
        }
    }

    /// <summary>Last of all, since every file that is made inside changes a folder's time; innermost first.</summary>
    private void SetFolderTimes()
    {
        for (var item = _manifest.Items.Count - 1; item >= 0; item--)
        {
            if (_manifest.Items[item].Kind == ItemKind.Folder)
            {
                FileTimes.Apply(StagedPath(item), _manifest.Items[item]);
            }
        }
    }
}
