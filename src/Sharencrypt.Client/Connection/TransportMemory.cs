using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Remembers which relays WebSocket does not reach from here, for a day: in memory, and in a file when there is a folder for
/// it. A file that cannot be read or written is as good as none.
/// </summary>
internal sealed class TransportMemory
{
    private const string FileName = "transports.json";
    private const int MostRelays = 64;
    private const int LongestFileBytes = 64 * 1024;
    private const int ShortestFileBytes = 3; // Shorter ones hold nothing, and need not be read.
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(1);
    private static readonly ConcurrentDictionary<string, RememberedTransport> Known = new(StringComparer.Ordinal);

    private readonly string? _file;
    private readonly TimeProvider _time;

    /// <param name="folder">The folder for the file; null for none.</param>
    /// <param name="time">The clock.</param>
    public TransportMemory(string? folder, TimeProvider time)
    {
        _file = folder is null ? null : Path.Combine(folder, FileName);
        _time = time;
    }

    /// <summary>What worked for a relay if not WebSocket; null when nothing else is known.</summary>
    public ShareTransport? Recall(Uri relay)
    {
        var key = KeyOf(relay);
        if (!Known.TryGetValue(key, out var entry) && !Read().TryGetValue(key, out entry))
        {
            return null;
        }

        return entry.Until > _time.GetUtcNow() && entry.Transport is ShareTransport.HttpStreaming or ShareTransport.HttpPolling ? entry.Transport : null;
    }

    /// <summary>Notes what works for a relay.</summary>
    public void Note(Uri relay, ShareTransport transport)
    {
        var key = KeyOf(relay);
        if (transport == ShareTransport.WebSocket)
        {
            if (Known.TryRemove(key, out _) || Recall(relay) is not null)
            {
                Change(entries => entries.Remove(key));
            }

            return;
        }

        var entry = new RememberedTransport(transport, _time.GetUtcNow() + Lasts);
        Known[key] = entry;
        Change(entries => entries[key] = entry);
    }

    private static string KeyOf(Uri relay) => relay.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private Dictionary<string, RememberedTransport> Read()
    {
        try
        {
            if (_file is not null && new FileInfo(_file) is { Exists: true, Length: >= ShortestFileBytes and <= LongestFileBytes })
            {
                return JsonSerializer.Deserialize(File.ReadAllBytes(_file), TransportMemoryContext.Default.DictionaryStringRememberedTransport) ?? [];
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            // As good as none.
        }

        return [];
    }

    private void Change(Action<Dictionary<string, RememberedTransport>> change)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            var entries = Read();
            change(entries);
            var kept = entries.Where(entry => entry.Value.Until > _time.GetUtcNow()).OrderByDescending(entry => entry.Value.Until).Take(MostRelays).ToDictionary();
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!); // A file in a folder.

            // Two programs may write at once: each writes its own file whole, and the last one stays.
            var temporary = $"{_file}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(kept, TransportMemoryContext.Default.DictionaryStringRememberedTransport));
            File.Move(temporary, _file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // As good as none.
        }
    }
}

/// <summary>What worked, and until when that counts.</summary>
internal sealed record RememberedTransport(ShareTransport Transport, DateTimeOffset Until);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, RememberedTransport>))]
internal sealed partial class TransportMemoryContext : JsonSerializerContext;
