using Sharencrypt.Client.State;

namespace Sharencrypt.Client.Files;

/// <summary>
/// Tells a journal what is surely on the disk: now and then everything that was written since the last time is flushed, on a
/// thread of its own while writing goes on, and only then the position up to which that reaches is noted.
/// Used by one task at a time.
/// </summary>
/// <param name="folder">What is told; its journal may be replaced on the way.</param>
/// <param name="staging">The folder in which the files lie.</param>
/// <param name="pathOf">Where the file of an item lies.</param>
/// <param name="time">The clock.</param>
internal sealed class Checkpoints(RecordFolder folder, string staging, Func<int, string> pathOf, TimeProvider time)
{
    private const long MostUnflushedBytes = 64L * 1024 * 1024;
    private const int FewFiles = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly HashSet<int> _dirty = [];
    private long _noted;
    private long _notedAt = time.GetTimestamp();
    private Task _running = Task.CompletedTask;

    /// <summary>An item's file is written to: said before each time, since what was flushed is forgotten.</summary>
    public void Touch(int item) => _dirty.Add(item);

    /// <summary>Everything before a position has been written. Begins to flush when it is time.</summary>
    /// <exception cref="IOException">The disk did not take what was flushed before.</exception>
    public void Written(long position)
    {
        var isDue = position - _noted >= MostUnflushedBytes || (position > _noted && time.GetElapsedTime(_notedAt) >= Interval);
        if (isDue && _running.IsCompleted)
        {
            Begin(position);
        }
    }

    /// <summary>Flushes and notes everything up to a position, and waits for it.</summary>
    public void Finish(long position)
    {
        _running.GetAwaiter().GetResult();
        position = Math.Max(position, _noted); // Whoever stops in the middle of a write may count too little.
        FlushAndNote(TakeDirty(position), position);
    }

    /// <summary>Waits for what is under way, and does not care how it ends.</summary>
    public void Stop()
    {
        try
        {
            _running.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LocalFileException)
        {
            // Then it was not noted.
        }
    }

    // Apart from who asks after each chunk, whether it is time or not: what it makes would be made each time.
    private void Begin(long position)
    {
        _running.GetAwaiter().GetResult(); // It has ended; this throws what it failed with.
        var dirty = TakeDirty(position);
        _running = Task.Run(() => FlushAndNote(dirty, position));
    }

    private int[] TakeDirty(long position)
    {
        int[] dirty = [.. _dirty];
        _dirty.Clear();
        (_noted, _notedAt) = (position, time.GetTimestamp());
        return dirty;
    }

    private void FlushAndNote(int[] dirty, long position)
    {
        DiskSteps.Next();
        if (dirty.Length > FewFiles)
        {
            NativeFile.Flush(staging, wholeFileSystem: true);
        }
        else
        {
            var folders = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in dirty)
            {
                var path = pathOf(item);
                NativeFile.Flush(path, wholeFileSystem: false);
                AddFoldersAbove(path, folders);
            }

            foreach (var above in folders)
            {
                NativeFile.Flush(above, wholeFileSystem: false);
            }
        }

        folder.EnsureOnDisk();
        folder.Journal.Append(JournalKind.Stored, position);
    }

    private void AddFoldersAbove(string path, HashSet<string> folders)
    {
        for (var above = Path.GetDirectoryName(path); above is not null && above.Length >= staging.Length; above = Path.GetDirectoryName(above))
        {
            if (!folders.Add(above))
            {
                return;
            }
        }
    }
}
