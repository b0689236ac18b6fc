using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>Messages to JSON and back. What a peer sends is checked here for form: after this, members are there and within range.</summary>
public static class ChannelMessageCodec
{
    private const int MaxDepth = 4;
    private const int MaxClientLength = 64;
    private const int MaxReasonLength = 32;

    // Names of files stay readable instead of \u escapes: the text is sealed and never part of a page.
    private static readonly WireContext Wire = new(new JsonSerializerOptions(WireContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
    });

    /// <summary>Writes a message as UTF-8 JSON.</summary>
    public static byte[] Write(ChannelMessage message) => JsonSerializer.SerializeToUtf8Bytes(ToWire(message), Wire.WireMessage);

    /// <summary>Reads a message of the other side.</summary>
    /// <param name="json">What was opened.</param>
    /// <returns>Null when it is malformed; <see cref="UnknownMessage"/> when its type is not known.</returns>
    public static ChannelMessage? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var wire = JsonSerializer.Deserialize(json, Wire.WireMessage);
            return wire?.Type is null ? null : FromWire(wire);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChannelMessage? FromWire(WireMessage wire) => wire.Type switch
    {
        "hello" => ReadHello(wire),
        "ack" => new AckMessage(),
        "bye" => new ByeMessage(),
        "offer" or "items" or "stream" or "failed" or "accept" or "continue" or "decline" or "progress" or "complete" or "cancel" =>
            wire.Transfer is >= 0 and <= uint.MaxValue ? ReadTransferMessage(wire, (uint)wire.Transfer) : null,
        _ => new UnknownMessage(),
    };

    private static ChannelMessage? ReadTransferMessage(WireMessage wire, uint transfer) => wire.Type switch
    {
        "offer" => ReadOffer(wire, transfer),
        "items" => ReadItems(wire, transfer),
        "stream" => ReadStream(wire, transfer),
        "failed" => wire.Item is >= 0 and < TransferLimits.MaxItems && IsReason(wire.Reason) ? new FailedMessage(transfer, (int)wire.Item, wire.Reason!) : null,
        "accept" => HasPlace(wire) ? new AcceptMessage(transfer, wire.Index!.Value, wire.Limit!.Value) : null,
        "continue" => HasPlace(wire) ? new ContinueMessage(transfer, wire.Index!.Value, wire.Limit!.Value) : null,
        "decline" => IsReason(wire.Reason) && IsLine(wire.Message) ? new DeclineMessage(transfer, wire.Reason!, wire.Message) : null,
        "progress" => IsCount(wire.Written) && IsCount(wire.Limit) ? new ProgressMessage(transfer, wire.Written!.Value, wire.Limit!.Value) : null,
        "complete" => new CompleteMessage(transfer),
        _ => IsReason(wire.Reason) && IsLine(wire.Message) ? new CancelMessage(transfer, wire.Reason!, wire.Message) : null,
    };

    private static HelloMessage? ReadHello(WireMessage wire)
    {
        var token = wire.Token is null ? null : Decode(wire.Token, KeySchedule.KeyBytes);
        var isGood = wire.Client is { Length: <= MaxClientLength } && (token is not null || wire.Token is null);
        return isGood ? new HelloMessage(wire.Client!, token) : null;
    }

    private static OfferMessage? ReadOffer(WireMessage wire, uint transfer)
    {
        TransferKind? kind = wire.Kind switch { "files" => TransferKind.Files, "text" => TransferKind.Text, "stream" => TransferKind.Stream, _ => null };
        var items = wire.Items is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var number) ? number : -1;
        var isGood = kind is not null
            && wire.ChunkBytes is >= TransferLimits.MinChunkBytes and <= TransferLimits.MaxChunkBytes && long.IsPow2(wire.ChunkBytes.Value)
            && (kind == TransferKind.Files ? items is > 0 and <= TransferLimits.MaxItems : items == 0)
            && (wire.Bytes is null ? kind == TransferKind.Stream : IsCount(wire.Bytes))
            && (kind != TransferKind.Text || wire.Bytes <= TransferLimits.MaxTextBytes)
            && wire.Name is null or { Length: <= TransferLimits.MaxNameLength };
        var key = isGood && wire.Key is not null ? Decode(wire.Key, KeySchedule.KeyBytes) : null;
        return key is null ? null
            : new OfferMessage(transfer, new OfferTerms(kind!.Value, (int)wire.ChunkBytes!.Value, items, wire.Bytes, wire.Name), SecretBytes.Own(key));
    }

    private static ItemsMessage? ReadItems(WireMessage wire, uint transfer)
    {
        if (wire.Items is not { ValueKind: JsonValueKind.Array } array || array.Deserialize(Wire.ListWireItem) is not { Count: > 0 } list)
        {
            return null;
        }

        var items = new List<TransferItem>(list.Count);
        foreach (var item in list)
        {
            ItemKind? kind = item?.Kind switch { "file" => ItemKind.File, "folder" => ItemKind.Folder, _ => null };
            if (item?.Path is null || kind is null || (kind == ItemKind.File ? !IsCount(item.Size) : item.Size is not null))
            {
                return null;
            }

            items.Add(new TransferItem(item.Path, kind.Value, item.Size ?? 0, item.Modified, item.Executable ?? false));
        }

        return new ItemsMessage(transfer, items);
    }

    private static StreamMessage? ReadStream(WireMessage wire, uint transfer)
    {
        var salt = wire.Salt is null ? null : Decode(wire.Salt, KeySchedule.EpochSaltBytes);
        return salt is not null && wire.Epoch is >= 0 and <= uint.MaxValue && IsCount(wire.Index) && IsCount(wire.Continues)
            ? new StreamMessage(transfer, (uint)wire.Epoch, salt, wire.Index!.Value, wire.Continues!.Value)
            : null;
    }

    private static bool HasPlace(WireMessage wire) => IsCount(wire.Index) && IsCount(wire.Limit);

    private static bool IsCount(long? value) => value is >= 0 and <= TransferLimits.MaxStreamBytes;

    private static bool IsReason(string? reason) => reason is { Length: > 0 and <= MaxReasonLength };

    private static bool IsLine(string? message) => message is null or { Length: <= TransferLimits.MaxMessageLength };

    private static byte[]? Decode(string text, int length)
    {
        if (!Base64Url.IsValid(text, out var decodedLength) || decodedLength != length || text.Contains('=', StringComparison.Ordinal))
        {
            return null;
        }

        return Base64Url.DecodeFromChars(text);
    }

    private static WireMessage ToWire(ChannelMessage message) => message switch
    {
        HelloMessage hello => new() { Type = "hello", Client = hello.Client, Token = hello.Token is null ? null : Base64Url.EncodeToString(hello.Token) },
        AckMessage => new() { Type = "ack" },
        ByeMessage => new() { Type = "bye" },
        TransferMessage transfer => ToWire(transfer),
        _ => throw new ArgumentException($"A message of type {message?.GetType().Name} is never sent.", nameof(message)),
    };

    private static WireMessage ToWire(TransferMessage message)
    {
        var wire = new WireMessage { Transfer = message.Transfer };
        switch (message)
        {
            case OfferMessage offer: WriteOffer(wire, offer); break;
            case ItemsMessage items: (wire.Type, wire.Items) = ("items", WriteItems(items.Items)); break;
            case StreamMessage stream:
                (wire.Type, wire.Epoch, wire.Salt) = ("stream", stream.Epoch, Base64Url.EncodeToString(stream.Salt));
                (wire.Index, wire.Continues) = (stream.Index, stream.Continues);
                break;
            case FailedMessage failed: (wire.Type, wire.Item, wire.Reason) = ("failed", failed.Item, failed.Reason); break;
            case AcceptMessage accept: (wire.Type, wire.Index, wire.Limit) = ("accept", accept.Index, accept.Limit); break;
            case ContinueMessage goOn: (wire.Type, wire.Index, wire.Limit) = ("continue", goOn.Index, goOn.Limit); break;
            case DeclineMessage decline: (wire.Type, wire.Reason, wire.Message) = ("decline", decline.Reason, decline.Message); break;
            case ProgressMessage progress: (wire.Type, wire.Written, wire.Limit) = ("progress", progress.Written, progress.Limit); break;
            case CompleteMessage: wire.Type = "complete"; break;
            case CancelMessage cancel: (wire.Type, wire.Reason, wire.Message) = ("cancel", cancel.Reason, cancel.Message); break;
            default: throw new ArgumentException($"A message of type {message.GetType().Name} is never sent.", nameof(message));
        }

        return wire;
    }

    private static void WriteOffer(WireMessage wire, OfferMessage offer)
    {
        wire.Type = "offer";
        wire.Kind = offer.Terms.Kind switch { TransferKind.Files => "files", TransferKind.Text => "text", _ => "stream" };
        wire.Key = Base64Url.EncodeToString(offer.Key.Span);
        wire.ChunkBytes = offer.Terms.ChunkBytes;
        wire.Items = JsonSerializer.SerializeToElement(offer.Terms.Items, Wire.Int32);
        wire.Bytes = offer.Terms.Bytes;
        wire.Name = offer.Terms.Name;
    }

    private static JsonElement WriteItems(IReadOnlyList<TransferItem> items)
    {
        var list = new List<WireItem>(items.Count);
        foreach (var item in items)
        {
            list.Add(new WireItem
            {
                Path = item.Path,
                Kind = item.Kind == ItemKind.File ? "file" : "folder",
                Size = item.Kind == ItemKind.File ? item.Size : null,
                Modified = item.Modified,
                Executable = item.IsExecutable ? true : null,
            });
        }

        return JsonSerializer.SerializeToElement(list, Wire.ListWireItem);
    }
}
