using Sharencrypt.Client.Files;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.State;

/// <summary>The transfer that a session was resumed for. Owner of what was kept, until it is taken.</summary>
internal sealed class ResumedTransfer : IAsyncDisposable
{
    private int _isTaken;

    private ResumedTransfer(RecordFolder kept, IncomingTransfer? incoming) => (Kept, Incoming) = (kept, incoming);

    /// <summary>What was kept.</summary>
    public RecordFolder Kept { get; }

    /// <summary>For a receiver: the transfer that waits for its sender. Null for a sender.</summary>
    public IncomingTransfer? Incoming { get; }

    /// <param name="kept">Owned from here on.</param>
    /// <param name="time">The clock.</param>
    public static ResumedTransfer Of(RecordFolder kept, TimeProvider time)
    {
        if (kept.Record.IsSending)
        {
            return new ResumedTransfer(kept, null);
        }

        var (items, _) = kept.ReadItems();
        return Manifest.TryCreate(items, LocalPathRules.Current, out var manifest, out _) == PathProblem.None
            ? new ResumedTransfer(kept, new IncomingTransfer(kept, manifest!, time))
            : throw new InvalidDataException("The list of items is damaged.");
    }

    /// <summary>This, the first time; null afterwards.</summary>
    public ResumedTransfer? Take() => Interlocked.Exchange(ref _isTaken, 1) == 0 ? this : null;

    /// <summary>For a sender: what to send now. The record is changed to it, should this process end, too.</summary>
    public ShareContent ReadContent(ChangedFiles changed)
    {
        var (items, files) = SourceCheck.Refresh(Kept.ReadItems());
        var changes = changed == ChangedFiles.SendAgain ? SourceCheck.FindChanges(items, files) : [];
        if (changes.Count == 0)
        {
            return ShareContent.FromItems(items, files, Kept.Record.Paths);
        }

        var again = HeldItems.OfferAgain(items, changes.ToDictionary(change => change.Key, change => change.Value.Item));
        List<FoundFile> moved =
        [
            .. files.Where((_, place) => !changes.ContainsKey(place)),
            .. changes.OrderBy(change => change.Key).Select(change => change.Value.File),
        ];
        Kept.Replace(again, moved, stored: 0, failed: []);
        return ShareContent.FromItems(again, moved, Kept.Record.Paths);
    }

    public async ValueTask DisposeAsync()
    {
        if (Incoming is not null)
        {
            await Incoming.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            Kept.Dispose();
        }
    }
}
