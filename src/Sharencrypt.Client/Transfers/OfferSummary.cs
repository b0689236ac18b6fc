using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Adds up the items of an offer, which may be a million, for each of the names that would appear.</summary>
internal static class OfferSummary
{
    /// <summary>One entry for each top-level name, in the sender's order.</summary>
    public static IReadOnlyList<OfferEntry> Of(Manifest manifest)
    {
        var tallies = manifest.Tops.ToDictionary(top => top, _ => new Tally(), StringComparer.Ordinal);
        var tallyOf = tallies.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < manifest.Items.Count; i++)
        {
            tallyOf[manifest.Paths[i].Top].Add(manifest.Items[i], manifest.Paths[i].Value);
        }

        return [.. manifest.Tops.Select(top => tallies[top].ToEntry(top))];
    }

    private sealed class Tally
    {
        private bool _isFolder;
        private int _files;
        private long _bytes;
        private bool _isHidden;
        private bool _isExecutable;

        public void Add(TransferItem item, string path)
        {
            _isFolder |= item.Kind == ItemKind.Folder || path.Contains('/', StringComparison.Ordinal);
            _files += item.Kind == ItemKind.File ? 1 : 0;
            _bytes += item.Size;
            _isHidden |= path[0] == '.' || path.Contains("/.", StringComparison.Ordinal);
            _isExecutable |= item.IsExecutable;
        }

        public OfferEntry ToEntry(string name) => new(Printable.Escape(name), _isFolder, _files, _bytes, _isHidden, _isExecutable);
    }
}
