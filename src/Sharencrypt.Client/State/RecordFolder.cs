using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Sharencrypt.Client.Files;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.State;

/// <summary>
/// The private folder of one unfinished transfer, held by this process alone: its record, its items, its journal. What is
/// in it counts from the moment in which its record is there. That is before anything is said to the other side, so that this
/// process may end at any moment after; the disk is waited for while the other side answers, and before anything counts on it.
/// </summary>
internal sealed class RecordFolder : IDisposable
{
    private const string RecordName = "record.json";
    private const string LockName = "lock";

    private readonly string _path;
    private readonly SafeFileHandle _lock;
    private readonly Lock _gate = new();

    // Guarded, with all that changes, by the gate.
    private bool _isErased;
    private Task _onDisk = Task.CompletedTask;

    private RecordFolder(string path, SafeFileHandle held, TransferRecord record, Journal journal, JournalState state)
    {
        (_path, _lock, Record, Journal, State) = (path, held, record, journal, state);
        Id = TransferId.Of(Convert.FromHexString(record.Id));
    }

    /// <summary>The transfer.</summary>
    public TransferId Id { get; }

    /// <summary>What is kept.</summary>
    public TransferRecord Record { get; private set; }

    /// <summary>Is told what is stored.</summary>
    public Journal Journal { get; private set; }

    /// <summary>What the journal said when it was opened.</summary>
    public JournalState State { get; private set; }

    /// <summary>Makes one, and begins to bring it to the disk.</summary>
    /// <exception cref="IOException">It cannot be written, or another process has just swept it away when it was empty: worth another try.</exception>
    public static RecordFolder Create(string parent, TransferRecord record, IReadOnlyList<TransferItem> items, IReadOnlyList<FoundFile>? files)
    {
        var path = Path.Combine(parent, record.Name);
        var held = MakeHeld(path);
        try
        {
            ItemFile.Write(Numbered(path, "items", record.Revision), items, files);
            var journal = Journal.Create(Numbered(path, "journal", record.Revision));
            PrivateFile.Put(Path.Combine(path, RecordName), record.ToJson());
            var folder = new RecordFolder(path, held, record, journal, new JournalState(0, [], IsPlacing: false, IsComplete: false));
            folder._onDisk = Task.Run(folder.Flush);
            return folder;
        }
        catch
        {
            Erase(path);
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens one; null when another process works on it, or when there is nothing whole in it.</summary>
    public static RecordFolder? TryOpen(string path)
    {
        if (TryHold(path) is not { } held)
        {
            return null;
        }

        if (ReadRecord(path) is not { } record)
        {
            held.Dispose();
            return null;
        }

        var journal = Journal.Open(Numbered(path, "journal", record.Revision), out var state);
        return new RecordFolder(path, held, record, journal, state);
    }

    /// <summary>Takes hold of a folder, whatever is in it; null when another process has it, or made or removes it just now.</summary>
    public static SafeFileHandle? TryHold(string path)
    {
        try
        {
            return PrivateFile.OpenExclusively(Path.Combine(path, LockName), FileMode.Open);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The record of a folder, without holding it; null when there is none.</summary>
    public static TransferRecord? ReadRecord(string path)
    {
        try
        {
            return TransferRecord.Parse(File.ReadAllBytes(Path.Combine(path, RecordName)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the journal of a folder says, without holding it.</summary>
    public static JournalState ReadState(string path, TransferRecord record)
    {
        try
        {
            Journal.Read(File.ReadAllBytes(Numbered(path, "journal", record.Revision)), out var state);
            return state;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new JournalState(0, [], IsPlacing: false, IsComplete: false);
        }
    }

    /// <summary>The items of a folder.</summary>
    public static (IReadOnlyList<TransferItem> Items, IReadOnlyList<FoundFile> Files) ReadItems(string path, TransferRecord record) =>
        ItemFile.Read(Numbered(path, "items", record.Revision));

    /// <summary>The items.</summary>
    public (IReadOnlyList<TransferItem> Items, IReadOnlyList<FoundFile> Files) ReadItems() => ReadItems(_path, Record);

    /// <summary>The receiver has said yes. The disk hears it without being waited for: had this process ended a moment ago, it would not know either.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            if (!_isErased)
            {
                var accepted = Record = Record.With(isAccepted: true);
                _onDisk = ThenAsync(_onDisk, () => PrivateFile.Replace(Path.Combine(_path, RecordName), accepted.ToJson()));
            }
        }
    }

    /// <summary>Waits until all that was kept is on the disk. Nothing may be noted as stored, or moved to where it belongs, before.</summary>
    /// <exception cref="LocalFileException">It did not get there.</exception>
    public void EnsureOnDisk()
    {
        Task onDisk;
        lock (_gate)
        {
            onDisk = _onDisk;
        }

        try
        {
            onDisk.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(_path, exception);
        }
    }

    /// <summary>What to tell when nothing can be kept in a folder.</summary>
    public static LocalFileException Unwritable(string folder, Exception cause) => new(
        ShareErrorCode.StateUnwritable,
        $"What is needed to go on after an interruption cannot be kept in “{Printable.Escape(folder)}”: {Printable.Escape(cause.Message)}",
        "Change the permissions of that folder, or name another one in SHARENCRYPT_STATE.",
        cause);

    /// <summary>Notes, for people only, how much the other side has confirmed.</summary>
    public void Note(long confirmed)
    {
        lock (_gate)
        {
            if (!_isErased)
            {
                Journal.Append(JournalKind.Stored, confirmed);
            }
        }
    }

    /// <summary>Replaces the list of items, all or nothing, with what is stored of it.</summary>
    public void Replace(IReadOnlyList<TransferItem> items, IReadOnlyList<FoundFile>? files, long stored, IEnumerable<int> failed)
    {
        EnsureOnDisk();
        var former = Record.Revision;
        var next = Record.With(revision: former + 1);
        ItemFile.Write(Numbered(_path, "items", next.Revision), items, files);
        NativeFile.Flush(Numbered(_path, "items", next.Revision), wholeFileSystem: false);
        File.Delete(Numbered(_path, "journal", next.Revision)); // Left by a crash at this place.
        var journal = Journal.Create(Numbered(_path, "journal", next.Revision));
        foreach (var item in failed)
        {
            journal.Append(JournalKind.Failed, item);
        }

        journal.Append(JournalKind.Stored, stored, flush: true);
        PrivateFile.Replace(Path.Combine(_path, RecordName), next.ToJson());
        Record = next;
        Journal.Dispose();
        Journal = journal;
        DiskSteps.Next();
        File.Delete(Numbered(_path, "items", former));
        File.Delete(Numbered(_path, "journal", former));
    }

    /// <summary>Forgets the transfer for good: the secrets first.</summary>
    public void Erase()
    {
        lock (_gate)
        {
            if (_isErased)
            {
                return;
            }

            _isErased = true;
            Settle();
            Journal.Dispose();
            Erase(_path);
            _lock.Dispose();
        }

        RemoveIfEmpty(Path.GetDirectoryName(_path)!); // It was made in one.
    }

    /// <summary>Leaves nothing behind when the last transfer is gone.</summary>
    public static void RemoveIfEmpty(string parent)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(parent).Any())
            {
                Directory.Delete(parent);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another one came meanwhile, or somebody else removed it.
        }
    }

    /// <summary>Erases a folder that this process holds, or that holds no record.</summary>
    public static void Erase(string path)
    {
        try
        {
            DiskSteps.Next();
            File.Delete(Path.Combine(path, RecordName));
            DiskSteps.Next();
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without its record it counts for nothing, and the next sweep tries again.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isErased)
            {
                Settle();
                Journal.Dispose();
                _lock.Dispose();
            }
        }
    }

    // It gets its name when it is held: whoever sweeps has nothing to sweep between the one and the other.
    private static SafeFileHandle MakeHeld(string path)
    {
        var making = $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        PrivateFile.CreateFolder(making);
        DiskSteps.Next();
        var held = PrivateFile.OpenExclusively(Path.Combine(making, LockName), FileMode.CreateNew);
        try
        {
            DiskSteps.Next();
            Directory.Move(making, path);
            return held;
        }
        catch
        {
            Erase(making);
            held.Dispose();
            throw;
        }
    }

    private static string Numbered(string path, string name, int revision) => Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{name}.{revision}"));

    private void Flush()
    {
        NativeFile.Flush(Numbered(_path, "items", Record.Revision), wholeFileSystem: false);
        NativeFile.Flush(Path.Combine(_path, RecordName), wholeFileSystem: false);
        NativeFile.Flush(_path, wholeFileSystem: false);
    }

    private void Settle() => Task.WaitAny(_onDisk); // However it ends.

    private static async Task ThenAsync(Task before, Action next)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        next();
    }
}
