using System.Text.Json.Nodes;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>A message in the words of vectors/messages.json: bytes in hexadecimal, what is absent as null.</summary>
internal static class MessageDescription
{
    public static JsonObject Of(ChannelMessage message) => message switch
    {
        HelloMessage hello => new() { ["type"] = "hello", ["client"] = hello.Client, ["token"] = Hex(hello.Token) },
        AckMessage => new() { ["type"] = "ack" },
        ByeMessage => new() { ["type"] = "bye" },
        UnknownMessage => new() { ["type"] = "unknown" },
        OfferMessage offer => About("offer", offer, ("kind", Name(offer.Terms.Kind)), ("key", Hex(offer.Key.Span)), ("chunkBytes", offer.Terms.ChunkBytes),
            ("items", offer.Terms.Items), ("bytes", offer.Terms.Bytes), ("name", offer.Terms.Name), ("id", Hex(offer.Id?.ToBytes()))),
        ItemsMessage items => About("items", items, ("items", new JsonArray([.. items.Items.Select(Of)]))),
        StreamMessage stream => About("stream", stream, ("epoch", stream.Epoch), ("salt", Hex(stream.Salt)), ("index", stream.Index), ("continues", stream.Continues)),
        FailedMessage failed => About("failed", failed, ("item", failed.Item), ("reason", failed.Reason)),
        AcceptMessage accept => About("accept", accept, ("index", accept.Index), ("limit", accept.Limit)),
        ContinueMessage goOn => About("continue", goOn, ("index", goOn.Index), ("limit", goOn.Limit)),
        DeclineMessage decline => About("decline", decline, ("reason", decline.Reason), ("message", decline.Message)),
        ProgressMessage progress => About("progress", progress, ("written", progress.Written), ("limit", progress.Limit)),
        CompleteMessage complete => About("complete", complete),
        CancelMessage cancel => About("cancel", cancel, ("reason", cancel.Reason), ("message", cancel.Message)),
        _ => throw new InvalidOperationException($"A message that no vector describes: {message}"),
    };

    private static JsonNode Of(TransferItem item) => new JsonObject
    {
        ["path"] = item.Path,
        ["kind"] = Name(item.Kind),
        ["size"] = item.Size,
        ["modified"] = item.Modified,
        ["executable"] = item.IsExecutable,
    };

    private static JsonObject About(string type, TransferMessage message, params IReadOnlyList<(string Name, JsonNode? Value)> members)
    {
        var described = new JsonObject { ["type"] = type, ["transfer"] = message.Transfer };
        foreach (var (name, value) in members)
        {
            described[name] = value;
        }

        return described;
    }

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();

    private static string? Hex(byte[]? bytes) => bytes is null ? null : Hex(bytes.AsSpan());

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
