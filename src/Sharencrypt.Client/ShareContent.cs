using System.Text;
using Sharencrypt.Client.Files;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client;

/// <summary>Something to send.</summary>
public sealed class ShareContent
{
    private readonly Func<ISourceReader> _open;

    private ShareContent(TransferKind kind, long? totalBytes, Func<ISourceReader> open)
    {
        Kind = kind;
        TotalBytes = totalBytes;
        _open = open;
    }

    /// <summary>Bytes in all; null when not known before the end.</summary>
    public long? TotalBytes { get; }

    /// <summary>Files in all; 1 for a text or stream.</summary>
    public int FileCount { get; private init; } = 1;

    /// <summary>Names at the top level, escaped for people.</summary>
    public IReadOnlyList<string> TopNames { get; private init; } = [];

    /// <summary>What was found but is not sent, and why; escaped for people.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    internal TransferKind Kind { get; }

    internal Manifest? Manifest { get; private init; }

    internal string? Name { get; private init; }

    /// <summary>For files: the full paths that were named, and for each item where it lies.</summary>
    internal IReadOnlyList<string> Paths { get; private init; } = [];

    internal IReadOnlyList<FoundFile> Files { get; private init; } = [];

    /// <summary>Files and folders with everything in them. Looks at them now, reads them later.</summary>
    /// <param name="paths">At least one path.</param>
    /// <exception cref="LocalFileException">Something is missing, unreadable, or named so that no receiver could write it.</exception>
    public static ShareContent FromPaths(params IReadOnlyCollection<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("There must be at least one path.", nameof(paths));
        }

        var scan = SourceScan.Of(paths);
        if (scan.Items.Count > TransferLimits.MaxItems)
        {
            throw new LocalFileException(ShareErrorCode.SourceName, $"These are {scan.Items.Count:N0} files and folders; one transfer takes {TransferLimits.MaxItems:N0}.", "Send them in parts, or as an archive.");
        }

        var problem = Manifest.TryCreate(scan.Items, PathRules.Unix, out var manifest, out var wrong);
        if (manifest is null)
        {
            throw new LocalFileException(
                ShareErrorCode.SourceName,
                problem == PathProblem.TooLong ? $"The path “{Printable.Escape(wrong)}” is too long to send." : $"The name “{Printable.Escape(wrong)}” holds characters that no receiver would write.",
                "Rename it. Nothing was sent.");
        }

        return OfFiles(manifest, scan.Files, [.. paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))], scan.LeftOut);
    }

    /// <summary>Files that were found by an earlier process.</summary>
    internal static ShareContent FromItems(IReadOnlyList<TransferItem> items, IReadOnlyList<FoundFile> files, IReadOnlyList<string> paths)
    {
        Manifest.TryCreate(items, PathRules.Unix, out var manifest, out _);
        return OfFiles(manifest ?? throw new InvalidDataException("The list of items is damaged."), files, paths, []);
    }

    private static ShareContent OfFiles(Manifest manifest, IReadOnlyList<FoundFile> files, IReadOnlyList<string> paths, IReadOnlyList<string> leftOut) =>
        new(TransferKind.Files, manifest.TotalBytes, () => new FilesReader(manifest, files, TransferLimits.MaxChunkBytes))
        {
            Manifest = manifest,
            Files = files,
            Paths = paths,
            FileCount = manifest.Items.Count(item => item.Kind == ItemKind.File),
            TopNames = [.. manifest.Tops.Select(Printable.Escape)],
            LeftOut = leftOut,
        };

    /// <summary>A text, at most 16 MiB as UTF-8.</summary>
    /// <exception cref="ArgumentException">It is longer.</exception>
    public static ShareContent FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= TransferLimits.MaxTextBytes
            ? new ShareContent(TransferKind.Text, bytes.Length, () => new MemoryReader(bytes, TransferLimits.MaxChunkBytes))
            : throw new ArgumentException("A text may have at most 16 MiB; send it as a file.", nameof(text));
    }

    /// <summary>A stream of unknown length. It survives lost connections, but not the end of this process.</summary>
    /// <param name="stream">Read once, to its end; the caller goes on owning it.</param>
    /// <param name="name">A suggestion for the receiver; at most 255 characters.</param>
    public static ShareContent FromStream(Stream stream, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (name is { Length: > TransferLimits.MaxNameLength })
        {
            throw new ArgumentException("A name may have at most 255 characters.", nameof(name));
        }

        return new ShareContent(TransferKind.Stream, null, () => new Transfers.PipeReader(stream)) { Name = name };
    }

    internal ISourceReader OpenReader() => _open();
}
