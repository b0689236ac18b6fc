using System.Security.Cryptography;

namespace Sharencrypt.Chaos.Tests.Checks;

/// <summary>All that a transfer promises to keep of files and folders.</summary>
internal static class Snapshot
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    /// <summary>Path, kind, size, hash, time and executable bit of everything below a folder.</summary>
    public static SortedDictionary<string, string> Of(string root)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFileSystemEntries(root, "*", Everything))
        {
            var time = new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeMilliseconds();
            found[Path.GetRelativePath(root, path)] = Directory.Exists(path) ? $"folder of {time}" : Describe(path, time);
        }

        return found;
    }

    /// <summary>What differs, one line each, from what was sent to what arrived.</summary>
    public static IEnumerable<string> Differences(SortedDictionary<string, string> sent, SortedDictionary<string, string> arrived) =>
        sent.Keys.Union(arrived.Keys)
            .Where(path => sent.GetValueOrDefault(path) != arrived.GetValueOrDefault(path))
            .Select(path => $"“{path}”: sent {sent.GetValueOrDefault(path) ?? "nothing"}, arrived {arrived.GetValueOrDefault(path) ?? "nothing"}");

    /// <summary>Bytes of all files below a folder that changes meanwhile.</summary>
    public static long BytesBelow(string root)
    {
        var bytes = 0L;
        foreach (var file in Directory.EnumerateFiles(root, "*", Everything))
        {
            var info = new FileInfo(file);
            bytes += info.Exists ? info.Length : 0;
        }

        return bytes;
    }

    private static string Describe(string path, long time)
    {
        using var file = File.OpenRead(path);
        var mode = File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute) ? "program" : "file";
        return $"{mode} of {file.Length} bytes and {time}, {Convert.ToHexString(SHA256.HashData(file))}";
    }
}
