using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Turns a position in the stream into what a person is shown.</summary>
internal sealed class ProgressReporter(IProgress<TransferProgress>? progress, Manifest? manifest, long? totalBytes)
{
    private readonly int _files = manifest?.Items.Count(item => item.Kind == ItemKind.File) ?? 1;
    private readonly int[] _filesBefore = CountFilesBefore(manifest);
    private long _last = -1;

    /// <summary>Reports, when the position is news.</summary>
    public void Report(long written)
    {
        if (progress is null || written == _last)
        {
            return;
        }

        _last = written;
        progress.Report(manifest is null ? ForOne(written) : ForMany(written, manifest));
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
