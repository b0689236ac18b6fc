using Sharencrypt.Client.Files;
using Sharencrypt.Client.State;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client;

/// <summary>
/// The private folder in which unfinished transfers of files are kept, so that they go on after a process was killed or the
/// machine restarted. Everything in it is readable by its owner alone, and is erased when a transfer is complete, discarded
/// or 7 days old. Members may be called from any thread.
/// </summary>
public sealed class TransferStore
{
    private const string TransfersName = "transfers";
    private const int MostTries = 10;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan HalfMade = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;

    /// <summary>A store in a folder, which is made when it is needed.</summary>
    /// <param name="folder">Private to this person and machine.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public TransferStore(string folder, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    private string Transfers => Path.Combine(Folder, TransfersName);

    /// <summary>All unfinished transfers, the newest first. Forgets those that are too old.</summary>
    public IReadOnlyList<UnfinishedTransfer> List()
    {
        var found = new List<UnfinishedTransfer>();
        foreach (var path in Folders())
        {
            if (RecordFolder.ReadRecord(path) is not { } record)
            {
                SweepEmpty(path);
            }
            else if (IsOld(record))
            {
                Sweep(path);
            }
            else if (Describe(path, record) is { } transfer)
            {
                found.Add(transfer);
            }
        }

        return [.. found.OrderByDescending(transfer => transfer.StartedAt)];
    }

    /// <summary>The unfinished transfer that the same paths were sent with, if no process works on it; else null.</summary>
    /// <param name="paths">As they were named, in any order.</param>
    public UnfinishedTransfer? FindSending(params IReadOnlyCollection<string> paths)
    {
        var wanted = paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).ToHashSet(StringComparer.Ordinal);
        return List().FirstOrDefault(transfer => transfer is { IsSending: true, IsRunning: false } && wanted.SetEquals(transfer.Paths));
    }

    /// <summary>The unfinished transfer that was received under a code, if no process works on it; else null.</summary>
    /// <param name="codeOrLink">As it was typed. Which relay it names does not matter.</param>
    /// <exception cref="ShareException">It is malformed.</exception>
    public UnfinishedTransfer? FindReceiving(string codeOrLink)
    {
        ArgumentNullException.ThrowIfNull(codeOrLink);
        var code = CodeReading.CodeOrLink(codeOrLink, ShareOptions.Default.Relays).Code.At(null).Reveal();
        return List().FirstOrDefault(transfer => transfer is { IsSending: false, IsRunning: false } && transfer.Code == code);
    }

    /// <summary>Forgets a transfer and removes what has arrived of it.</summary>
    /// <returns>False when a process works on it now.</returns>
    public bool TryDiscard(UnfinishedTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        return TryDiscard(Path.Combine(Transfers, transfer.Id));
    }

    /// <summary>For a sender: files of a transfer that are not what they were when it began, or are gone; escaped for people. Nothing is read but their sizes and times.</summary>
    public IReadOnlyList<string> FindChanged(UnfinishedTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        var path = Path.Combine(Transfers, transfer.Id);
        if (!transfer.IsSending || RecordFolder.ReadRecord(path) is not { } record)
        {
            return [];
        }

        var (items, files) = RecordFolder.ReadItems(path, record);
        return [.. SourceCheck.FindUnlike(items, files).Select(Printable.Escape)];
    }

    /// <summary>Takes hold of a transfer, to go on with it.</summary>
    /// <exception cref="LocalFileException">It is gone, or a process works on it.</exception>
    internal RecordFolder Open(UnfinishedTransfer transfer) =>
        RecordFolder.TryOpen(Path.Combine(Transfers, transfer.Id)) ?? throw new LocalFileException(
            ShareErrorCode.NothingToResume,
            Directory.Exists(Path.Combine(Transfers, transfer.Id)) ? "This transfer is already being continued by another process." : "This transfer is not there any more.",
            "See: sharencrypt transfers");

    /// <summary>Keeps a transfer that begins.</summary>
    internal RecordFolder Create(TransferRecord record, IReadOnlyList<TransferItem> items, IReadOnlyList<FoundFile>? files)
    {
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    PrivateFile.CreateFolder(Folder);
                    PrivateFile.CreateFolder(Transfers);
                    return RecordFolder.Create(Transfers, record, items, files);
                }
                catch (IOException) when (tries < MostTries)
                {
                    // Another process may have swept away what was still empty.
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RecordFolder.Unwritable(Folder, exception);
        }
    }

    private static bool TryDiscard(string path)
    {
        using var folder = RecordFolder.TryOpen(path);
        if (folder is null)
        {
            return !Directory.Exists(path);
        }

        if (folder.Record.Staging.Length > 0)
        {
            StagingFolder.Remove(folder.Record.Staging);
        }

        folder.Erase();
        return true;
    }

    private static UnfinishedTransfer? Describe(string path, TransferRecord record)
    {
        try
        {
            var (items, _) = RecordFolder.ReadItems(path, record);
            var state = RecordFolder.ReadState(path, record);
            var bytes = items.Sum(item => item.Size);
            return new UnfinishedTransfer
            {
                Id = record.Name,
                IsSending = record.IsSending,
                Code = record.Code,
                Relay = new Uri(record.Relay),
                Names = [.. items.Select(item => item.Path.Split('/')[0]).Distinct(StringComparer.Ordinal).Select(Printable.Escape)],
                Paths = record.Paths,
                Folder = record.Folder,
                Files = items.Count(item => item.Kind == ItemKind.File),
                Bytes = bytes,
                SafeBytes = Math.Min(state.Stored, bytes),
                IsAccepted = record.IsAccepted,
                IsComplete = state.IsComplete,
                IsRunning = IsHeld(path),
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAt),
                ExpiresAt = ExpiryOf(record),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or UriFormatException)
        {
            return null; // Damaged: nothing can go on with it, and it is swept when it is old.
        }
    }

    private static bool IsHeld(string path)
    {
        using var folder = RecordFolder.TryOpen(path);
        return folder is null;
    }

    private static void Sweep(string path)
    {
        try
        {
            TryDiscard(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next list tries again.
        }
    }

    // Left by a process that ended while it made or removed it. One that is being made now is held, or was made this moment.
    private void SweepEmpty(string path)
    {
        using var folder = RecordFolder.TryHold(path);
        if (folder is not null || _time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(path) > HalfMade)
        {
            RecordFolder.Erase(path);
            RecordFolder.RemoveIfEmpty(Transfers);
        }
    }

    private static DateTimeOffset ExpiryOf(TransferRecord record) => DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAt) + Lifetime;

    private bool IsOld(TransferRecord record) => _time.GetUtcNow() >= ExpiryOf(record);

    private string[] Folders()
    {
        try
        {
            return Directory.Exists(Transfers) ? Directory.GetDirectories(Transfers) : []; // Asked first: the usual case needs no exception.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // Not there: no transfer is unfinished. Or closed: whoever begins one is told so.
        }
    }
}
