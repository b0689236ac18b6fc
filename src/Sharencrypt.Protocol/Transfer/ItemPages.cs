namespace Sharencrypt.Protocol.Transfer;

/// <summary>Cuts a list of items into messages that stay within the size of one.</summary>
public static class ItemPages
{
    // Escaped JSON takes at most 6 bytes for each UTF-16 unit; the rest of an item stays below 110 bytes.
    private const int BytesPerCharacter = 6;
    private const int BytesPerItem = 110;
    private const int PageBytes = 100_000;

    /// <summary>The pages, in order; together they hold every item once.</summary>
    public static IEnumerable<ItemsMessage> Cut(uint transfer, IReadOnlyList<TransferItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var page = new List<TransferItem>();
        var bytes = 0;
        foreach (var item in items)
        {
            var itemBytes = (item.Path.Length * BytesPerCharacter) + BytesPerItem;
            if (page.Count > 0 && bytes + itemBytes > PageBytes)
            {
                yield return new ItemsMessage(transfer, page);
                page = [];
                bytes = 0;
            }

            page.Add(item);
            bytes += itemBytes;
        }

        if (page.Count > 0)
        {
            yield return new ItemsMessage(transfer, page);
        }
    }
}
