using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>The files of a transfer that cannot be delivered, each once, however often it is said.</summary>
internal sealed class FailedItems
{
    private readonly Dictionary<string, FailedItem> _items = new(StringComparer.Ordinal);

    /// <summary>All of them, in the order in which they were found.</summary>
    public IReadOnlyList<FailedItem> All => [.. _items.Values];

    /// <summary>Notes one.</summary>
    /// <param name="path">Escaped for people.</param>
    /// <param name="reason">From the other side or from here, not trusted.</param>
    public void Add(string path, string reason) => _items.TryAdd(path, new FailedItem(path, Printable.Escape(reason)));

    /// <summary>A file that comes again has not failed.</summary>
    public void Remove(string path) => _items.Remove(path);
}
