using Sharencrypt.Client.Files;
using Sharencrypt.Client.State;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client;

/// <summary>Where what arrives goes.</summary>
public abstract class ReceiveTarget
{
    private protected ReceiveTarget()
    {
    }

    /// <summary>Into a folder, which is made if it is not there. Nothing partial ever has a final name in it. Takes files and streams.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="conflicts">What to do when something of the same name is there.</param>
    public static ReceiveTarget Folder(string path, ConflictPolicy conflicts = ConflictPolicy.Refuse) => new FolderTarget(path, conflicts);

    /// <summary>Into a stream, as it arrives. Takes a stream, a text, or a single file.</summary>
    /// <param name="destination">The caller goes on owning it.</param>
    public static ReceiveTarget Stream(Stream destination) => new StreamTarget(destination);

    /// <summary>Into <see cref="TransferSummary.Text"/>. Takes a text.</summary>
    public static ReceiveTarget Text() => new TextTarget();

    /// <summary>Names at the top level of an offer that are already in a folder, escaped for people.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="offer">The offer.</param>
    public static IReadOnlyList<string> FindConflicts(string folder, IncomingOffer offer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(offer);
        return [.. FolderTarget.ManifestOf(offer).Tops.Where(top => Placement.IsTaken(Path.Combine(folder, top))).Select(Printable.Escape)];
    }

    internal abstract ITransferSink OpenSink(IncomingOffer offer, TransferKeeper? keeper, TimeProvider time);

    private static LocalFileException Unsuitable(string message, string nextStep) => new(ShareErrorCode.TargetUnsuitable, message, nextStep);

    private sealed class FolderTarget(string path, ConflictPolicy conflicts) : ReceiveTarget
    {
        private const string UnnamedStream = "received.bin";

        public static Manifest ManifestOf(IncomingOffer offer)
        {
            if (offer.Manifest is not null)
            {
                return offer.Manifest;
            }

            // A stream becomes one file, named as its sender suggests if that is safe. Unknown length: as long as can be.
            var item = new TransferItem(offer.RawName ?? UnnamedStream, ItemKind.File, offer.TotalBytes ?? TransferLimits.MaxStreamBytes, null, IsExecutable: false);
            if (item.Path.Contains('/', StringComparison.Ordinal)
                || Manifest.TryCreate([item], LocalPathRules.Current, out var manifest, out _) != PathProblem.None)
            {
                Manifest.TryCreate([item with { Path = UnnamedStream }], LocalPathRules.Current, out manifest, out _);
            }

            return manifest!; // The fixed name passes every rule.
        }

        internal override ITransferSink OpenSink(IncomingOffer offer, TransferKeeper? keeper, TimeProvider time) => offer.Kind == OfferKind.Text
            ? throw Unsuitable("A text has no place in a folder.", "Receive it as text.")
            : FolderSink.Open(ManifestOf(offer), offer.ChunkBytes, path, conflicts, isOpenEnded: offer.TotalBytes is null, full => offer.Keep(keeper, full, conflicts), time);
    }

    private sealed class StreamTarget(Stream destination) : ReceiveTarget
    {
        internal override ITransferSink OpenSink(IncomingOffer offer, TransferKeeper? keeper, TimeProvider time) => offer.Kind == OfferKind.Files && offer.Manifest!.Items.Count != 1
            ? throw Unsuitable("Several files or a folder cannot go to one output.", "Receive into a folder, or ask the sender for: tar c FOLDER | sharencrypt send -")
            : new StreamSink(destination, offer.Manifest);
    }

    private sealed class TextTarget : ReceiveTarget
    {
        internal override ITransferSink OpenSink(IncomingOffer offer, TransferKeeper? keeper, TimeProvider time) => offer.Kind == OfferKind.Text
            ? new TextSink()
            : throw Unsuitable("This is not a text.", "Receive it into a folder.");
    }
}
