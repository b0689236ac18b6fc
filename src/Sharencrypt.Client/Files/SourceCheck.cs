using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>Whether files are still what they were when a transfer began, without reading them.</summary>
internal static class SourceCheck
{
    /// <summary>Takes what each unchanged file is now as its identity: a device can have another number after a restart.</summary>
    public static (IReadOnlyList<TransferItem> Items, IReadOnlyList<FoundFile> Files) Refresh((IReadOnlyList<TransferItem> Items, IReadOnlyList<FoundFile> Files) found) =>
        (found.Items, [.. found.Files.Select(file => Now(file) is { } now && IsSame(file.Identity, now) ? file with { Identity = now } : file)]);

    /// <summary>Files that can be read and are not what they were: by their place, as they are now.</summary>
    public static Dictionary<int, (TransferItem Item, FoundFile File)> FindChanges(IReadOnlyList<TransferItem> items, IReadOnlyList<FoundFile> files)
    {
        var changes = new Dictionary<int, (TransferItem, FoundFile)>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Kind == ItemKind.File && Now(files[i]) is { } now && !IsSame(files[i].Identity, now))
            {
                changes.Add(i, (items[i] with { Size = now.Size, Modified = now.ModifiedMilliseconds }, files[i] with { Identity = now }));
            }
        }

        return changes;
    }

    /// <summary>Paths of files that are not what they were, or are gone; not escaped.</summary>
    public static IReadOnlyList<string> FindUnlike(IReadOnlyList<TransferItem> items, IReadOnlyList<FoundFile> files) =>
        [.. items.Where((item, i) => item.Kind == ItemKind.File && !(Now(files[i]) is { } now && IsSame(files[i].Identity, now))).Select(item => item.Path)];

    private static bool IsSame(FileIdentity then, FileIdentity now) =>
        then.Size == now.Size && then.ModifiedTicks == now.ModifiedTicks && then.Node.Inode == now.Node.Inode;

    private static FileIdentity? Now(FoundFile file)
    {
        if (NativeFile.TryStat(file.LocalPath, out var status))
        {
            return status.IsRegularFile ? status.Identity : null;
        }

        var plain = new FileInfo(file.LocalPath);
        return plain.Exists ? new FileIdentity(plain.Length, plain.LastWriteTimeUtc.Ticks, default) : null;
    }
}
