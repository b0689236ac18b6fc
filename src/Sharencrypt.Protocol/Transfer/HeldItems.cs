namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// How much of a list of items that is offered again a receiver has already (docs/sealed-protocol.md section 7.4).
/// Pure: what is on the disk is told to it.
/// </summary>
public static class HeldItems
{
    /// <summary>Whether a list may take the place of one that was accepted without asking again: nothing in it is new.</summary>
    /// <param name="accepted">What the person said yes to.</param>
    /// <param name="again">What is offered now.</param>
    public static bool IsCovered(Manifest accepted, Manifest again)
    {
        ArgumentNullException.ThrowIfNull(again);
        var places = PlacesOf(accepted);
        foreach (var item in again.Items)
        {
            if (!places.TryGetValue(item.Path, out var place)
                || accepted.Items[place].Kind != item.Kind
                || (item.IsExecutable && !accepted.Items[place].IsExecutable))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Carries over which files have failed, and finds how many leading bytes of the new list are held.</summary>
    /// <param name="before">The list before, with its failed files.</param>
    /// <param name="stored">Bytes of its stream that are stored, what was left out included.</param>
    /// <param name="again">The list that is offered now. Files that failed before and are the same are marked in it.</param>
    /// <returns>Leading bytes of the new list's stream that need not come again.</returns>
    public static long Find(Manifest before, long stored, Manifest again)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(again);
        var places = PlacesOf(before);
        for (var i = 0; i < again.Items.Count; i++)
        {
            if (SameAs(before, places, again.Items[i]) is { } place && before.Failed.Contains(place))
            {
                again.Fail(i);
            }
        }

        long held = 0;
        foreach (var item in again.Items)
        {
            if (item.Kind == ItemKind.Folder)
            {
                continue;
            }

            if (SameAs(before, places, item) is not { } place)
            {
                return held;
            }

            var have = before.Failed.Contains(place) ? item.Size : Math.Clamp(stored - before.StartOf(place), 0, item.Size);
            held += have;
            if (have < item.Size)
            {
                return held;
            }
        }

        return held;
    }

    /// <summary>The chunk to go on with.</summary>
    /// <param name="held">From <see cref="Find"/>.</param>
    /// <param name="totalBytes">Bytes of the stream.</param>
    /// <param name="chunkBytes">Bytes of a full chunk.</param>
    public static long ChunkOf(long held, long totalBytes, int chunkBytes) =>
        Math.Min(held / chunkBytes, Math.Max(0, ((totalBytes + chunkBytes - 1) / chunkBytes) - 1));

    /// <summary>The list to offer again: what is as it was keeps its place, what is sent as it is now comes last.</summary>
    /// <param name="items">The list before.</param>
    /// <param name="changed">By place in it: what has changed and is to be sent as it is now.</param>
    public static IReadOnlyList<TransferItem> OfferAgain(IReadOnlyList<TransferItem> items, IReadOnlyDictionary<int, TransferItem> changed)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(changed);
        return [.. items.Where((_, place) => !changed.ContainsKey(place)), .. changed.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
    }

    private static Dictionary<string, int> PlacesOf(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var places = new Dictionary<string, int>(manifest.Items.Count, StringComparer.Ordinal);
        for (var i = 0; i < manifest.Items.Count; i++)
        {
            places.Add(manifest.Items[i].Path, i);
        }

        return places;
    }

    private static int? SameAs(Manifest before, Dictionary<string, int> places, TransferItem item) =>
        places.TryGetValue(item.Path, out var place)
        && before.Items[place].Kind == item.Kind
        && before.Items[place].Size == item.Size
        && before.Items[place].Modified == item.Modified
            ? place
            : null;
}
