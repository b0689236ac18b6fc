using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>
/// Turns a position in the stream into what a person is shown, on a thread of the pool: one report at a time, in order, not
/// more often than anybody can see, and the last one for sure. So whoever is told may take time without holding up the transfer.
/// </summary>
internal sealed class ProgressReporter(IProgress<TransferProgress>? progress, Manifest? manifest, long? totalBytes, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly int _files = manifest?.Items.Count(item => item.Kind == ItemKind.File) ?? 1;
    private readonly int[] _filesBefore = progress is null ? [] : CountFilesBefore(manifest);
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private long _position = -1;
    private long _told = -1;
    private bool _isTelling;
    private bool _isOver;
    private Task _telling = Task.CompletedTask;

    /// <summary>Takes note of a position; never waits.</summary>
    public void Report(long written)
    {
        if (progress is null)
        {
            return;
        }

        lock (_gate)
        {
            _position = written;
            if (!_isTelling && !_isOver && _position != _told)
            {
                _isTelling = true;
                _telling = Task.Run(() => TellAsync(progress));
            }
        }
    }

    /// <summary>Waits until the last position has been told; fails with what the one who is told has thrown.</summary>
    public async ValueTask DisposeAsync()
    {
        await _hurry.CancelAsync().ConfigureAwait(false);
        Task last;
        lock (_gate)
        {
            _isOver = true;
            last = _telling;
        }

        await last.ConfigureAwait(false);
        _hurry.Dispose();
    }

    private async Task TellAsync(IProgress<TransferProgress> whom)
    {
        while (TryNext(out var position))
        {
            whom.Report(manifest is null ? ForOne(position) : ForMany(position, manifest));
            await Task.Delay(Interval, time, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool TryNext(out long position)
    {
        lock (_gate)
        {
            position = _position;
            _isTelling = position != _told;
            _told = position;
            return _isTelling;
        }
    }

    private static int[] CountFilesBefore(Manifest? manifest)
    {
        if (manifest is null)
        {
            return [];
        }

        var before = new int[manifest.Items.Count + 1];
        for (var i = 0; i < manifest.Items.Count; i++)
        {
            before[i + 1] = before[i] + (manifest.Items[i].Kind == ItemKind.File ? 1 : 0);
        }

        return before;
    }

    private TransferProgress ForOne(long written) =>
        new(written, totalBytes, written == totalBytes ? 1 : 0, _files, null, written, totalBytes ?? 0);

    private TransferProgress ForMany(long written, Manifest items)
    {
        var current = items.ItemAt(written);
        var isDone = current == items.Items.Count;
        return new TransferProgress(
            written,
            totalBytes,
            _filesBefore[current],
            _files,
            isDone ? null : items.Paths[current].ToString(),
            isDone ? 0 : written - items.StartOf(current),
            isDone ? 0 : items.Items[current].Size);
    }
}
