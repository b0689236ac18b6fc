using Sharencrypt.Client.State;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client;

/// <summary>What an offer carries.</summary>
public enum OfferKind
{
    /// <summary>Files and folders.</summary>
    Files,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A stream of bytes, perhaps of unknown length.</summary>
    Stream,
}

/// <summary>A top-level entry of an offer: what would appear in the chosen folder.</summary>
/// <param name="Name">Its name, escaped for people.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Files">Files in it; 1 for a file.</param>
/// <param name="Bytes">Bytes in it.</param>
/// <param name="IsHidden">Whether it, or something in it, has a name that begins with a dot.</param>
/// <param name="IsExecutable">Whether it, or something in it, may be executed.</param>
public sealed record OfferEntry(string Name, bool IsFolder, int Files, long Bytes, bool IsHidden, bool IsExecutable);

/// <summary>Something that the other side wants to send. Nothing is written before it is accepted.</summary>
public sealed class IncomingOffer
{
    private readonly IncomingTransfer _transfer;
    private readonly TimeProvider _time;
    private readonly TransferKeeper? _keeper;
    private readonly Action<IncomingTransfer> _onOver;
    private int _isAnswered;

    internal IncomingOffer(IncomingTransfer transfer, TimeProvider time, TransferKeeper? keeper, Action<IncomingTransfer> onOver)
    {
        _transfer = transfer;
        _time = time;
        _keeper = keeper;
        _onOver = onOver;
        Entries = transfer.Manifest is null ? [] : OfferSummary.Of(transfer.Manifest);
    }

    /// <summary>What it carries.</summary>
    public OfferKind Kind => _transfer.Terms.Kind switch { TransferKind.Text => OfferKind.Text, TransferKind.Stream => OfferKind.Stream, _ => OfferKind.Files };

    /// <summary>Bytes in all; null when the sender does not know.</summary>
    public long? TotalBytes => _transfer.Terms.Bytes;

    /// <summary>Files in all; 1 for a text or stream.</summary>
    public int FileCount => _transfer.Manifest is null ? 1 : Entries.Sum(entry => entry.Files);

    /// <summary>A name that the sender suggests, escaped for people; empty when there is none.</summary>
    public string SuggestedName => Printable.Escape(_transfer.Terms.Name);

    /// <summary>Every top-level entry, in the sender's order; empty for texts and streams.</summary>
    public IReadOnlyList<OfferEntry> Entries { get; }

    internal Manifest? Manifest => _transfer.Manifest;

    internal int ChunkBytes => _transfer.Terms.ChunkBytes;

    internal string? RawName => string.IsNullOrEmpty(_transfer.Terms.Name) ? null : _transfer.Terms.Name;

    /// <summary>Accepts, and receives to the end. Completes when everything is verified, stored and in place.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="progress">Told of progress from a background thread; may be null.</param>
    /// <param name="cancellationToken">Stops the transfer; the other side is told, and nothing partial is left.</param>
    /// <exception cref="ShareException">The transfer failed; <see cref="ShareException.Code"/> tells how.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled here.</exception>
    /// <exception cref="InvalidOperationException">It was answered before.</exception>
    public async Task<TransferSummary> AcceptAsync(ReceiveTarget target, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        Answer();
        try
        {
            ITransferSink sink;
            try
            {
                sink = target.OpenSink(this, _keeper, _time);
            }
            catch (ShareException exception)
            {
                _transfer.Decline(DeclineReason(exception.Code), null);
                throw;
            }

            var summary = await RunAsync(_transfer, sink, progress, cancellationToken).ConfigureAwait(false);
            return sink is TextSink text ? summary with { Text = text.Text } : summary;
        }
        finally
        {
            _onOver(_transfer);
            await _transfer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs a transfer into its sink and leaves what its ending demands.</summary>
    internal static async Task<TransferSummary> RunAsync(
        IncomingTransfer transfer, ITransferSink sink, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await using (sink.ConfigureAwait(false))
            {
                return await transfer.RunAsync(sink, progress, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SealBrokenException)
        {
            transfer.Kept?.Erase(); // Never try again.
            throw;
        }
    }

    internal RecordFolder? Keep(TransferKeeper? keeper, string folder, ConflictPolicy conflicts) =>
        _transfer.Kept = keeper?.KeepReceiving(_transfer, folder, conflicts);

    /// <summary>Says no. The other side is told.</summary>
    /// <exception cref="InvalidOperationException">It was answered before.</exception>
    public async Task DeclineAsync()
    {
        Answer();
        _transfer.Decline(Reasons.Declined, null);
        _onOver(_transfer);
        await _transfer.DisposeAsync().ConfigureAwait(false);
    }

    private void Answer()
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) == 1)
        {
            throw new InvalidOperationException("This offer has been answered.");
        }
    }

    private static string DeclineReason(ShareErrorCode code) => code switch
    {
        ShareErrorCode.TargetExists => Reasons.Exists,
        ShareErrorCode.DiskFull => Reasons.Space,
        _ => Reasons.Unsupported,
    };
}
