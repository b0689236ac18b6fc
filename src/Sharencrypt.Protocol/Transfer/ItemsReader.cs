using System.Text.Json;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// The quick way through a list of items, of which a transfer may have a million: one pass, nothing made but the items. It
/// knows only the form in which lists are usually written. Whatever else is in one it leaves to the codec, which alone
/// decides what is malformed; tests and a fuzz target compare the two.
/// </summary>
internal static class ItemsReader
{
    /// <summary>Reads an items message.</summary>
    /// <param name="json">Well-formed UTF-8.</param>
    /// <returns>Null when it is another message, or not in the usual form.</returns>
    public static ItemsMessage? TryRead(ReadOnlySpan<byte> json)
    {
        if (!json.StartsWith("{\"type\":\"items\","u8))
        {
            return null;
        }

        try
        {
            return Read(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // The latter is for an escaped half of a surrogate pair.
        }
    }

    private static ItemsMessage? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        _ = reader.Read() && reader.Read() && reader.Read(); // Up to the type, which is known.
        if (!reader.Read() || !IsAt(ref reader, "transfer"u8) || Number(ref reader, 0, uint.MaxValue) is not { } transfer
            || !reader.Read() || !IsAt(ref reader, "items"u8) || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var items = new List<TransferItem>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (ReadItem(ref reader) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        var isWhole = items.Count > 0 && reader.TokenType == JsonTokenType.EndArray
            && reader.Read() && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        return isWhole ? new ItemsMessage((uint)transfer, items) : null;
    }

    private static TransferItem? ReadItem(ref Utf8JsonReader reader)
    {
        string? path = null;
        ItemKind? kind = null;
        long? size = null, modified = null;
        bool? isExecutable = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsual = reader.ValueTextEquals("path"u8) ? path is null && (path = Text(ref reader)) is not null
                : reader.ValueTextEquals("kind"u8) ? kind is null && (kind = Kind(ref reader)) is not null
                : reader.ValueTextEquals("size"u8) ? size is null && (size = Number(ref reader, 0, TransferLimits.MaxStreamBytes)) is not null
                : reader.ValueTextEquals("modified"u8) ? modified is null && (modified = Number(ref reader, -TransferLimits.MaxStreamBytes, TransferLimits.MaxStreamBytes)) is not null
                : reader.ValueTextEquals("executable"u8) && isExecutable is null && (isExecutable = Flag(ref reader)) is not null;
            if (!isUsual)
            {
                return null;
            }
        }

        return path is not null && kind is not null && (size is not null) == (kind == ItemKind.File)
            ? new TransferItem(path, kind.Value, size ?? 0, modified, isExecutable ?? false)
            : null;
    }

    private static bool IsAt(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name);

    private static string? Text(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    private static ItemKind? Kind(ref Utf8JsonReader reader) =>
        !reader.Read() || reader.TokenType != JsonTokenType.String ? null
        : reader.ValueTextEquals("file"u8) ? ItemKind.File
        : reader.ValueTextEquals("folder"u8) ? ItemKind.Folder
        : null;

    private static long? Number(ref Utf8JsonReader reader, long min, long max) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= min && value <= max ? value : null;

    private static bool? Flag(ref Utf8JsonReader reader) =>
        !reader.Read() ? null
        : reader.TokenType == JsonTokenType.True ? true
        : reader.TokenType == JsonTokenType.False ? false
        : null;
}
