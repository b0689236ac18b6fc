using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Checks;

/// <summary>
/// Whether a pair of key and nonce has sealed two different things, on either side, in any of the processes of a run. One
/// such pair is enough to lose AES-GCM's promises. Sealing the same once more gives the same bytes and tells nobody anything.
/// </summary>
internal static class NonceCheck
{
    private const int KeyBytes = 16;
    private const int NonceBytes = 12;
    private const int ContentBytes = 16;
    private const int RecordBytes = KeyBytes + NonceBytes + ContentBytes;

    /// <summary>Reads the logs of all processes of a run.</summary>
    public static IEnumerable<string> Find(IReadOnlyList<string> logs)
    {
        if (!Tree.WatchesSealing)
        {
            yield break;
        }

        foreach (var log in logs.Where(log => !File.Exists(log) || new FileInfo(log).Length == 0))
        {
            yield return $"The {Path.GetFileName(log)} is empty: nothing was watched.";
        }

        foreach (var problem in Find(logs.Where(File.Exists).Select(File.ReadAllBytes)))
        {
            yield return problem;
        }
    }

    /// <summary>Compares all records of some logs.</summary>
    public static IEnumerable<string> Find(IEnumerable<byte[]> logs)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in logs.SelectMany(log => log.Chunk(RecordBytes)).Where(record => record.Length == RecordBytes))
        {
            var pair = $"key {Convert.ToHexString(record, 0, KeyBytes)} and nonce {Convert.ToHexString(record, KeyBytes, NonceBytes)}";
            var content = Convert.ToHexString(record, KeyBytes + NonceBytes, ContentBytes);
            if (!known.TryAdd(pair, content) && known[pair] != content)
            {
                yield return $"The pair of {pair} has sealed two different things.";
            }
        }
    }
}
