namespace Sharencrypt.Protocol.Transfer;

/// <summary>What an item of a transfer is.</summary>
public enum ItemKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A folder; needed only for empty ones and to keep times.</summary>
    Folder,
}

/// <summary>One file or folder of an offer, as its sender names it.</summary>
/// <param name="Path">The sender's relative path, <c>a/b/c</c>: not trusted, see <see cref="SafeRelativePath"/>.</param>
/// <param name="Kind">File or folder.</param>
/// <param name="Size">Bytes of content; 0 for folders.</param>
/// <param name="Modified">Milliseconds since 1970-01-01 UTC, or null.</param>
/// <param name="IsExecutable">Whether the owner may execute it.</param>
public sealed record TransferItem(string Path, ItemKind Kind, long Size, long? Modified, bool IsExecutable);
