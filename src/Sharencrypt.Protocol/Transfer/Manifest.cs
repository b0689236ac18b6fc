using System.Text;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>The checked list of items of a transfer, and where each file lies in the stream.</summary>
public sealed class Manifest
{
    private readonly long[] _ends;
    private readonly HashSet<int> _failed = [];

    private Manifest(IReadOnlyList<TransferItem> items, SafeRelativePath[] paths, long[] ends)
    {
        Items = items;
        Paths = paths;
        _ends = ends;
    }

    /// <summary>The items, in the order of the stream.</summary>
    public IReadOnlyList<TransferItem> Items { get; }

    /// <summary>The checked path of each item.</summary>
    public IReadOnlyList<SafeRelativePath> Paths { get; }

    /// <summary>The first parts of the paths, each once, in their order: what a person sees appear in the chosen folder.</summary>
    public IReadOnlyList<string> Tops => field ??= FindTops();

    /// <summary>Bytes of all files together: the length of the stream.</summary>
    public long TotalBytes => _ends.Length == 0 ? 0 : _ends[^1];

    /// <summary>Indexes of the files that their sender cannot deliver.</summary>
    public IReadOnlySet<int> Failed => _failed;

    /// <summary>Checks all items against section 8.</summary>
    /// <param name="items">From the other side, or from a scan of one's own files.</param>
    /// <param name="rules">Which system they must be safe on.</param>
    /// <param name="manifest">The manifest, or null.</param>
    /// <param name="wrong">The path that broke a rule, not escaped; empty when none did.</param>
    public static PathProblem TryCreate(IReadOnlyList<TransferItem> items, PathRules rules, out Manifest? manifest, out string wrong)
    {
        ArgumentNullException.ThrowIfNull(items);
        manifest = null;
        wrong = "";
        var paths = new SafeRelativePath[items.Count];
        var ends = new long[items.Count];
        long position = 0;
        long pathBytes = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var problem = SafeRelativePath.TryCreate(items[i].Path, rules, out paths[i]);
            position += items[i].Size;
            pathBytes += Encoding.UTF8.GetByteCount(items[i].Path);
            if (problem == PathProblem.None && (position is < 0 or > TransferLimits.MaxStreamBytes || pathBytes > TransferLimits.MaxPathBytesInAll))
            {
                problem = PathProblem.TooLong;
            }

            if (problem != PathProblem.None)
            {
                wrong = items[i].Path;
                return problem;
            }

            ends[i] = position;
        }

        if (FindCollision(items, paths, rules) is { } collision)
        {
            wrong = collision;
            return PathProblem.Collision;
        }

        manifest = new Manifest(items, paths, ends);
        return PathProblem.None;
    }

    /// <summary>Position in the stream of the first byte of an item.</summary>
    public long StartOf(int item) => item == 0 ? 0 : _ends[item - 1];

    /// <summary>Position in the stream behind the last byte of an item.</summary>
    public long EndOf(int item) => _ends[item];

    /// <summary>Notes that a file cannot be delivered. False when there is no such file.</summary>
    public bool Fail(int item)
    {
        if (item < 0 || item >= Items.Count || Items[item].Kind != ItemKind.File)
        {
            return false;
        }

        _failed.Add(item);
        return true;
    }

    /// <summary>The first item that ends behind <paramref name="position"/>, or the number of items.</summary>
    public int ItemAt(long position)
    {
        var low = 0;
        var high = _ends.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ends[middle] > position)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>Whether every byte from <paramref name="from"/> up to, not including, <paramref name="to"/> belongs to failed files.</summary>
    public bool IsAllFailed(long from, long to)
    {
        for (var item = ItemAt(from); from < to && item < Items.Count && StartOf(item) < to; item++)
        {
            if (Items[item].Size > 0 && !_failed.Contains(item))
            {
                return false;
            }
        }

        return to <= TotalBytes;
    }

    private List<string> FindTops()
    {
        var tops = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var path in Paths)
        {
            if (known.Add(path.Top))
            {
                tops.Add(path.Top.ToString());
            }
        }

        return tops;
    }

    private static string? FindCollision(IReadOnlyList<TransferItem> items, SafeRelativePath[] paths, PathRules rules)
    {
        var folded = Array.ConvertAll(paths, path => PathFolding.Fold(path.Value, rules));
        var kinds = new Dictionary<string, ItemKind>(items.Count, StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (!kinds.TryAdd(folded[i], items[i].Kind))
            {
                return items[i].Path;
            }
        }

        // Every folder above an item may be listed as a folder, never as a file.
        var kindOf = kinds.GetAlternateLookup<ReadOnlySpan<char>>();
        var checkedFolders = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < items.Count; i++)
        {
            var folder = Above(folded[i]);
            while (!folder.IsEmpty && checkedFolders.Add(folder))
            {
                if (kindOf.TryGetValue(folder, out var kind) && kind == ItemKind.File)
                {
                    return items[i].Path;
                }

                folder = Above(folder);
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> Above(ReadOnlySpan<char> path) => path[..Math.Max(0, path.LastIndexOf('/'))];
}
