using System.Text.Json;
using System.Text.Unicode;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>Messages to JSON and back. What a peer sends is checked here for form: after this, members are there and within range.</summary>
public static class ChannelMessageCodec
{
    private const int MaxClientLength = 64;
    private const int MaxReasonLength = 32;

    /// <summary>Writes a message as UTF-8 JSON.</summary>
    public static byte[] Write(ChannelMessage message) => ChannelMessageWriter.Write(message);

    /// <summary>Reads a message of the other side.</summary>
    /// <param name="json">What was opened.</param>
    /// <returns>Null when it is malformed; <see cref="UnknownMessage"/> when its type is not known.</returns>
    public static ChannelMessage? Read(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return null;
        }

        return ItemsReader.TryRead(json) ?? ReadAnyForm(json);
    }

    /// <summary>Reads well-formed UTF-8 in whatever form a peer may write it.</summary>
    internal static ChannelMessage? ReadAnyForm(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return reader.Read() || document.RootElement.ValueKind != JsonValueKind.Object ? null : Read(new JsonMembers(document.RootElement));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChannelMessage? Read(JsonMembers json) => json.Text("type", int.MaxValue) switch
    {
        null => null,
        "hello" => ReadHello(json),
        "ack" => new AckMessage(),
        "bye" => new ByeMessage(),
        "offer" or "items" or "stream" or "failed" or "accept" or "continue" or "decline" or "progress" or "complete" or "cancel" =>
            json.Count("transfer", uint.MaxValue) is { } transfer ? ReadTransferMessage(json, (uint)transfer) : null,
        _ => new UnknownMessage(),
    };

    private static TransferMessage? ReadTransferMessage(JsonMembers json, uint transfer) => json.Text("type", int.MaxValue) switch
    {
        "offer" => ReadOffer(json, transfer),
        "items" => ReadItems(json, transfer),
        "stream" => ReadStream(json, transfer),
        "failed" => json.Count("item", TransferLimits.MaxItems - 1) is { } item && Reason(json) is { } reason ? new FailedMessage(transfer, (int)item, reason) : null,
        "accept" => Place(json) is var (index, limit) ? new AcceptMessage(transfer, index, limit) : null,
        "continue" => Place(json) is var (index, limit) ? new ContinueMessage(transfer, index, limit) : null,
        "decline" => Reason(json) is { } reason && TryLine(json, out var line) ? new DeclineMessage(transfer, reason, line) : null,
        "progress" => json.Count("written") is { } written && json.Count("limit") is { } limit ? new ProgressMessage(transfer, written, limit) : null,
        "complete" => new CompleteMessage(transfer),
        _ => Reason(json) is { } reason && TryLine(json, out var line) ? new CancelMessage(transfer, reason, line) : null,
    };

    private static HelloMessage? ReadHello(JsonMembers json)
    {
        var token = json.Bytes("token", KeySchedule.KeyBytes);
        return json.Text("client", MaxClientLength) is { } client && (token is not null || !json.Has("token")) ? new HelloMessage(client, token) : null;
    }

    private static OfferMessage? ReadOffer(JsonMembers json, uint transfer)
    {
        var terms = ReadTerms(json);
        var id = json.Bytes("id", TransferId.Bytes);
        return terms is not null && (id is not null || !json.Has("id")) && json.Bytes("key", KeySchedule.KeyBytes) is { } key
            ? new OfferMessage(transfer, terms, SecretBytes.Own(key), id is null ? null : TransferId.Of(id))
            : null;
    }

    private static OfferTerms? ReadTerms(JsonMembers json)
    {
        TransferKind? kind = json.Text("kind", int.MaxValue) switch
        {
            "files" => TransferKind.Files,
            "text" => TransferKind.Text,
            "stream" => TransferKind.Stream,
            _ => null,
        };
        var chunkBytes = json.Number("chunkBytes", TransferLimits.MinChunkBytes, TransferLimits.MaxChunkBytes) ?? 0;
        var items = kind == TransferKind.Files ? json.Number("items", 1, TransferLimits.MaxItems) : json.Number("items", 0, 0);
        var bytes = json.Count("bytes", kind == TransferKind.Text ? TransferLimits.MaxTextBytes : TransferLimits.MaxStreamBytes);
        var name = json.Text("name", TransferLimits.MaxNameLength);
        var isGood = kind is not null && long.IsPow2(chunkBytes) && items is not null
            && (bytes is not null || (kind == TransferKind.Stream && !json.Has("bytes")))
            && (name is not null || !json.Has("name"));
        return isGood ? new OfferTerms(kind!.Value, (int)chunkBytes, (int)items!.Value, bytes, name) : null;
    }

    private static ItemsMessage? ReadItems(JsonMembers json, uint transfer)
    {
        if (json.Objects("items") is not { } list)
        {
            return null;
        }

        var items = new List<TransferItem>(list.Count);
        foreach (var member in list)
        {
            if (ReadItem(member) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new ItemsMessage(transfer, items);
    }

    private static TransferItem? ReadItem(JsonMembers json)
    {
        ItemKind? kind = json.Text("kind", int.MaxValue) switch { "file" => ItemKind.File, "folder" => ItemKind.Folder, _ => null };
        var path = json.Text("path", int.MaxValue);
        var size = json.Count("size");
        var modified = json.Number("modified", -TransferLimits.MaxStreamBytes, TransferLimits.MaxStreamBytes);
        var isExecutable = json.Flag("executable");
        var isGood = path is not null && kind is not null
            && (kind == ItemKind.File ? size is not null : !json.Has("size"))
            && (modified is not null || !json.Has("modified"))
            && (isExecutable is not null || !json.Has("executable"));
        return isGood ? new TransferItem(path!, kind!.Value, size ?? 0, modified, isExecutable ?? false) : null;
    }

    private static StreamMessage? ReadStream(JsonMembers json, uint transfer) =>
        json.Count("epoch", uint.MaxValue) is { } epoch && json.Bytes("salt", KeySchedule.EpochSaltBytes) is { } salt
        && json.Count("index") is { } index && json.Count("continues") is { } continues
            ? new StreamMessage(transfer, (uint)epoch, salt, index, continues)
            : null;

    private static (long Index, long Limit)? Place(JsonMembers json) =>
        json.Count("index") is { } index && json.Count("limit") is { } limit ? (index, limit) : null;

    private static string? Reason(JsonMembers json) => json.Text("reason", MaxReasonLength) is { Length: > 0 } reason ? reason : null;

    private static bool TryLine(JsonMembers json, out string? line)
    {
        line = json.Text("message", TransferLimits.MaxMessageLength);
        return line is not null || !json.Has("message");
    }
}
