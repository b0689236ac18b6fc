using System.Text.Json;
using System.Text.Json.Nodes;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/messages.json through the real codec.</summary>
public sealed class MessageVectorTests
{
    private static readonly MessageVectors File = Vectors.Read<MessageVectors>("messages.json");

    public static TheoryData<string> Accepted => Vectors.Names(File.Accepted.Select(message => message.Name));

    public static TheoryData<string> Refused => Vectors.Names(File.Refused.Select(message => message.Name));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_message_means_what_the_vector_says(string name)
    {
        var vector = File.Accepted.Single(message => message.Name == name);
        var message = ChannelMessageCodec.Read(vector.ToBytes());
        message.Should().NotBeNull();
        ShouldMean(message!, vector.Meaning);
        if (message is not UnknownMessage)
        {
            ShouldMean(ChannelMessageCodec.Read(ChannelMessageCodec.Write(message!))!, vector.Meaning);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_message_is_refused(string name) =>
        ChannelMessageCodec.Read(File.Refused.Single(message => message.Name == name).ToBytes()).Should().BeNull();

    private static void ShouldMean(ChannelMessage message, JsonElement meaning)
    {
        var described = Describe(message);
        JsonNode.DeepEquals(described, JsonNode.Parse(meaning.GetRawText())).Should().BeTrue("{0} is not {1}", described, meaning);
    }

    private static JsonObject Describe(ChannelMessage message) => message switch
    {
        HelloMessage hello => new() { ["type"] = "hello", ["client"] = hello.Client, ["token"] = Hex(hello.Token) },
        AckMessage => new() { ["type"] = "ack" },
        ByeMessage => new() { ["type"] = "bye" },
        UnknownMessage => new() { ["type"] = "unknown" },
        OfferMessage offer => Of("offer", offer, ("kind", Name(offer.Terms.Kind)), ("key", Hex(offer.Key.Span)), ("chunkBytes", offer.Terms.ChunkBytes),
            ("items", offer.Terms.Items), ("bytes", offer.Terms.Bytes), ("name", offer.Terms.Name)),
        ItemsMessage items => Of("items", items, ("items", new JsonArray([.. items.Items.Select(Describe)]))),
        StreamMessage stream => Of("stream", stream, ("epoch", stream.Epoch), ("salt", Hex(stream.Salt)), ("index", stream.Index), ("continues", stream.Continues)),
        FailedMessage failed => Of("failed", failed, ("item", failed.Item), ("reason", failed.Reason)),
        AcceptMessage accept => Of("accept", accept, ("index", accept.Index), ("limit", accept.Limit)),
        ContinueMessage goOn => Of("continue", goOn, ("index", goOn.Index), ("limit", goOn.Limit)),
        DeclineMessage decline => Of("decline", decline, ("reason", decline.Reason), ("message", decline.Message)),
        ProgressMessage progress => Of("progress", progress, ("written", progress.Written), ("limit", progress.Limit)),
        CompleteMessage complete => Of("complete", complete),
        CancelMessage cancel => Of("cancel", cancel, ("reason", cancel.Reason), ("message", cancel.Message)),
        _ => throw new InvalidOperationException($"A message that no vector describes: {message}"),
    };

    private static JsonNode Describe(TransferItem item) => new JsonObject
    {
        ["path"] = item.Path,
        ["kind"] = Name(item.Kind),
        ["size"] = item.Size,
        ["modified"] = item.Modified,
        ["executable"] = item.IsExecutable,
    };

    private static JsonObject Of(string type, TransferMessage message, params IReadOnlyList<(string Name, JsonNode? Value)> members)
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
