using System.Security.Cryptography;
using Sharencrypt.Client.State;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>
/// Writes a stream of files into a hidden folder inside of the chosen one, and moves them to their names when all is
/// there and on the disk. Whatever happens before leaves nothing under a final name; what has arrived is kept when there
/// is a record with which to go on.
/// </summary>
internal sealed class FolderSink : IPromptSink
{
    private readonly string _folder;
    private readonly string _staging;
    private readonly Placement _placement;
    private readonly bool _isOpenEnded;
    private readonly RecordFolder? _kept;
    private readonly TimeProvider _time;

    private StagedFiles _files;
    private Checkpoints? _checkpoints;
    private int _chunkBytes;
    private int _item;
    private long _position;
    private FileWriter? _file;
    private bool _isPlaced;
    private bool _isDiscarded;

    private FolderSink(string folder, string staging, StagedFiles files, int chunkBytes, Placement placement, bool isOpenEnded, RecordFolder? kept, TimeProvider time)
    {
        (_folder, _staging, _files, _chunkBytes, _placement, _isOpenEnded, _kept, _time) = (folder, staging, files, chunkBytes, placement, isOpenEnded, kept, time);
        _checkpoints = NewCheckpoints();
    }

    public long Waiting => _file?.Unwritten ?? 0;

    private Manifest Manifest => _files.Manifest;

    /// <summary>Checks that everything can be stored, and makes the hidden folder.</summary>
    /// <param name="manifest">The items.</param>
    /// <param name="chunkBytes">Bytes of a full chunk.</param>
    /// <param name="folder">The chosen folder.</param>
    /// <param name="conflicts">What to do when something is in the way.</param>
    /// <param name="isOpenEnded">Whether the last file has no known end.</param>
    /// <param name="keep">Keeps the transfer for another process, once it is sure that it can be stored; may return null.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LocalFileException">The folder cannot be written, is too full, or something is in the way.</exception>
    public static FolderSink Open(
        Manifest manifest, int chunkBytes, string folder, ConflictPolicy conflicts, bool isOpenEnded, Func<string, RecordFolder?> keep, TimeProvider time)
    {
        folder = Path.GetFullPath(folder);
        var placement = new Placement(folder, conflicts);
        try
        {
            Directory.CreateDirectory(folder);
            placement.Check(manifest);
            if (!isOpenEnded)
            {
                FreeSpace.Check(folder, manifest.TotalBytes);
            }

            var kept = keep(folder);
            var staging = kept?.Record.Staging ?? StagingFolder.PathIn(folder, RandomNumberGenerator.GetHexString(8, lowercase: true));
            DiskSteps.Next();
            Directory.CreateDirectory(staging);
            return new FolderSink(folder, staging, new StagedFiles(manifest, staging, isGoingOn: false), chunkBytes, placement, isOpenEnded, kept, time);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DiskTrouble.Explain(exception, folder);
        }
    }

    /// <summary>Goes on with what an earlier process kept.</summary>
    /// <param name="kept">What it kept; stays the caller's.</param>
    /// <param name="manifest">Its items, with those marked that have failed.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LocalFileException">The folder cannot be written.</exception>
    public static FolderSink Reopen(RecordFolder kept, Manifest manifest, TimeProvider time)
    {
        var (folder, staging) = (kept.Record.Folder, kept.Record.Staging);
        try
        {
            Directory.CreateDirectory(staging);
            if (!StagingFolder.IsOne(staging))
            {
                throw new IOException("Something else lies where files were being received.");
            }

            var sink = new FolderSink(
                folder,
                staging,
                new StagedFiles(manifest, staging, isGoingOn: true),
                TransferLimits.MaxChunkBytes, // Until the sender says how long its chunks are.
                new Placement(folder, kept.Record.Conflicts),
                isOpenEnded: false,
                kept,
                time);
            sink._position = kept.State.IsPlacing ? manifest.TotalBytes : sink._files.FindStored(Math.Min(kept.State.Stored, manifest.TotalBytes));
            return sink;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DiskTrouble.Explain(exception, folder);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Write(bytes.Span);
        return ValueTask.CompletedTask;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            WriteItems(bytes);
            NoteWritten();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    public Span<byte> Reserve(int length)
    {
        if (_file is null || length >= Manifest.EndOf(_item) - _position)
        {
            return default; // With the last bytes of a file there is more to do.
        }

        try
        {
            return _file.Reserve(length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    public void Commit(int length)
    {
        try
        {
            _checkpoints?.Touch(_item);
            _file!.Commit(length); // Open: there was room in it.
            _position += length;
            NoteWritten();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    public long? Continue(Manifest again, int chunkBytes)
    {
        try
        {
            CloseFile(isWhole: false);
            _chunkBytes = chunkBytes;
            _checkpoints?.Finish(WholeChunks(_position));
            var held = HeldItems.Find(Manifest, _position, again);
            var index = HeldItems.ChunkOf(held, again.TotalBytes, chunkBytes);
            var isSame = Manifest.Items.SequenceEqual(again.Items);
            if (!isSame)
            {
                FreeSpace.Check(_folder, again.TotalBytes - held);
                _kept?.Replace(again.Items, files: null, index * chunkBytes, again.Failed);
            }

            _files = new StagedFiles(again, _staging, isGoingOn: true);
            _checkpoints = NewCheckpoints();
            _position = index * chunkBytes;
            _item = 0;
            FinishItems(again.ItemAt(_position));
            return index;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    public void Discard() => _isDiscarded = true;

    public void SkipTo(long position)
    {
        try
        {
            CloseFile(isWhole: false);
            _position = position;
            FinishItems(Manifest.ItemAt(position));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    public void Fail(int item)
    {
        if (item == _item)
        {
            _file?.Dispose();
            _file = null;
        }

        _files.Remove(item);
        _kept?.Journal.Append(JournalKind.Failed, item);
    }

    public ValueTask<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_kept is not { State.IsPlacing: true })
            {
                FinishFiles();
            }

            var placed = Place();
            _isPlaced = true;
            return ValueTask.FromResult<IReadOnlyList<string>>(placed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_kept is not null && !_isPlaced && !_isDiscarded)
        {
            KeepWhatArrived();
            return ValueTask.CompletedTask;
        }

        _file?.Dispose();
        _checkpoints?.Stop();
        StagingFolder.Remove(_staging);
        return ValueTask.CompletedTask;
    }

    private Checkpoints? NewCheckpoints() => _kept is null ? null : new Checkpoints(_kept, _staging, _files.PathOf, _time);

    private void KeepWhatArrived()
    {
        try
        {
            try
            {
                CloseFile(isWhole: false);
            }
            finally
            {
                _checkpoints?.Finish(WholeChunks(_position - Waiting)); // On a full disk, less than was taken.
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LocalFileException)
        {
            // Then the journal says less, and what it says is true.
        }
        finally
        {
            _file?.Dispose();
        }
    }

    private void FinishFiles()
    {
        if (_isOpenEnded && _position == 0)
        {
            _file = Create(_item, 0);
        }

        CloseFile(isWhole: true);
        FinishItems(Manifest.Items.Count);
        _checkpoints?.Stop();
        _files.FlushAll();
        _files.SetFolderTimes();
        _kept?.EnsureOnDisk();
        _kept?.Journal.Append(JournalKind.Placing, 0, flush: true); // What of it is no longer in the hidden folder is in place.
    }

    private List<string> Place()
    {
        List<string> placed = [];
        foreach (var top in Manifest.Tops)
        {
            var staged = Path.Combine(_staging, top);
            DiskSteps.Next();
            if (Path.Exists(staged))
            {
                placed.Add(_placement.Place(staged, top));
            }
            else if (_kept is { State.IsPlacing: true } && Placement.IsTaken(Path.Combine(_folder, top)))
            {
                placed.Add(Path.Combine(_folder, top)); // By an earlier process.
            }
        }

        NativeFile.Flush(_folder, wholeFileSystem: false);
        _kept?.Journal.Append(JournalKind.Complete, 0); // Not waited for: what is placed is found to be so.
        return placed;
    }

    private void WriteItems(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            FinishItems(Manifest.ItemAt(_position));
            var offset = _position - Manifest.StartOf(_item);
            var part = bytes[..(int)Math.Min(bytes.Length, Manifest.Items[_item].Size - offset)];
            if (!Manifest.Failed.Contains(_item))
            {
                _file ??= Create(_item, offset);
                _checkpoints?.Touch(_item);
                _file.Write(part);
            }

            _position += part.Length;
            bytes = bytes[part.Length..];
            if (_position == Manifest.EndOf(_item))
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
        if (Manifest.Items[item].Kind == ItemKind.Folder)
        {
            _files.MakeFolder(item);
        }
        else if (Manifest.Items[item].Size == 0 && !Manifest.Failed.Contains(item))
        {
            _item = item;
            _file = Create(item, 0);
            CloseFile(isWhole: true);
        }
    }

    private FileWriter Create(int item, long offset)
    {
        _checkpoints?.Touch(item); // Also when it stays empty.
        var hasEnd = !_isOpenEnded || item < Manifest.Items.Count - 1;
        return new FileWriter(_files.Create(item), offset, isLarge: hasEnd && Manifest.Items[item].Size - offset >= FileWriter.LargeBytes);
    }

    private LocalFileException Explain(Exception exception) => DiskTrouble.Explain(exception, _folder, _kept is not null);

    private void NoteWritten() => _checkpoints?.Written(WholeChunks(_position - Waiting));

    // From where a transfer would go on that has so many bytes: a chunk that is not whole comes again, so nobody is told that its bytes need not.
    private long WholeChunks(long position) => HeldItems.ChunkOf(position, Manifest.TotalBytes, _chunkBytes) * _chunkBytes;

    /// <summary>Writes what is left of the file and closes it. When that fails it stays open, and says what of it is waiting.</summary>
    private void CloseFile(bool isWhole)
    {
        if (_file is null)
        {
            return;
        }

        _file.Finish();
        if (isWhole)
        {
            DiskSteps.Next();
            FileTimes.Apply(_file.File, Manifest.Items[_item]);
        }

        _file.Dispose();
        _file = null;
    }
}
