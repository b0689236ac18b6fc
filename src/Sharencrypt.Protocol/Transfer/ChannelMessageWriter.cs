using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>Messages as JSON, written member by member: what would describe the types first costs a short command more than its messages.</summary>
internal static class ChannelMessageWriter
{
    // Names of files stay readable instead of \u escapes: the text is sealed and never part of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Messages about progress never end: what writes them is made once for each thread, and given up when a long message has made it large.
    private const int MostKeptBytes = 4096;
    private const int UsualItemBytes = 96;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>Writes a message as UTF-8 JSON.</summary>
    public static byte[] Write(ChannelMessage message)
    {
        var (buffer, json) = Take(message);
        json.WriteStartObject();
        json.WriteString("type", TypeOf(message));
        WriteMembers(json, message);
        json.WriteEndObject();
        json.Flush();

        var written = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= MostKeptBytes)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            (_buffer, _json) = (buffer, json);
        }

        return written;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) Take(ChannelMessage message)
    {
        var (buffer, json) = (_buffer, _json);
        if (message is ItemsMessage { Items.Count: > MostKeptBytes / UsualItemBytes and var count })
        {
            buffer = new ArrayBufferWriter<byte>(count * UsualItemBytes); // Growing to that size would take twice the memory.
            json = null;
        }
        else
        {
            (_buffer, _json) = (null, null); // A message that fails leaves nothing half-written for the next one.
        }

        buffer ??= new ArrayBufferWriter<byte>();
        return (buffer, json ?? new Utf8JsonWriter(buffer, Options));
    }

    private static string TypeOf(ChannelMessage message) => message switch
    {
        HelloMessage => "hello",
        AckMessage => "ack",
        ByeMessage => "bye",
        OfferMessage => "offer",
        ItemsMessage => "items",
        StreamMessage => "stream",
        FailedMessage => "failed",
        AcceptMessage => "accept",
        ContinueMessage => "continue",
        DeclineMessage => "decline",
        ProgressMessage => "progress",
        CompleteMessage => "complete",
        CancelMessage => "cancel",
        _ => throw new ArgumentException($"A message of type {message?.GetType().Name} is never sent.", nameof(message)),
    };

    private static void WriteMembers(Utf8JsonWriter json, ChannelMessage message)
    {
        if (message is TransferMessage { Transfer: var transfer })
        {
            json.WriteNumber("transfer", transfer);
        }

        switch (message)
        {
            case HelloMessage hello: WriteHello(json, hello); break;
            case OfferMessage offer: WriteOffer(json, offer); break;
            case ItemsMessage items: WriteItems(json, items.Items); break;
            case StreamMessage stream: WriteStream(json, stream); break;
            case FailedMessage failed:
                json.WriteNumber("item", failed.Item);
                json.WriteString("reason", failed.Reason);
                break;
            case AcceptMessage accept: WritePlace(json, accept.Index, accept.Limit); break;
            case ContinueMessage goOn: WritePlace(json, goOn.Index, goOn.Limit); break;
            case ProgressMessage progress:
                json.WriteNumber("limit", progress.Limit);
                json.WriteNumber("written", progress.Written);
                break;
            case DeclineMessage decline: WriteReason(json, decline.Reason, decline.Message); break;
            case CancelMessage cancel: WriteReason(json, cancel.Reason, cancel.Message); break;
            default: break; // Nothing but its type, and which transfer it is about.
        }
    }

    private static void WriteHello(Utf8JsonWriter json, HelloMessage hello)
    {
        json.WriteString("client", hello.Client);
        if (hello.Token is not null)
        {
            json.WriteString("token", Base64Url.EncodeToString(hello.Token));
        }
    }

    private static void WriteOffer(Utf8JsonWriter json, OfferMessage offer)
    {
        json.WriteString("kind", offer.Terms.Kind switch { TransferKind.Files => "files", TransferKind.Text => "text", _ => "stream" });
        json.WriteString("key", Base64Url.EncodeToString(offer.Key.Span));
        json.WriteNumber("chunkBytes", offer.Terms.ChunkBytes);
        json.WriteNumber("items", offer.Terms.Items);
        if (offer.Terms.Bytes is { } bytes)
        {
            json.WriteNumber("bytes", bytes);
        }

        if (offer.Terms.Name is { } name)
        {
            json.WriteString("name", name);
        }

        if (offer.Id is { } id)
        {
            json.WriteString("id", id.ToText());
        }
    }

    private static void WriteItems(Utf8JsonWriter json, IReadOnlyList<TransferItem> items)
    {
        json.WriteStartArray("items");
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("path", item.Path);
            json.WriteString("kind", item.Kind == ItemKind.File ? "file" : "folder");
            if (item.Kind == ItemKind.File)
            {
                json.WriteNumber("size", item.Size);
            }

            if (item.Modified is { } modified)
            {
                json.WriteNumber("modified", modified);
            }

            if (item.IsExecutable)
            {
                json.WriteBoolean("executable", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStream(Utf8JsonWriter json, StreamMessage stream)
    {
        json.WriteNumber("epoch", stream.Epoch);
        json.WriteString("salt", Base64Url.EncodeToString(stream.Salt));
        json.WriteNumber("index", stream.Index);
        json.WriteNumber("continues", stream.Continues);
    }

    private static void WritePlace(Utf8JsonWriter json, long index, long limit)
    {
        json.WriteNumber("index", index);
        json.WriteNumber("limit", limit);
    }

    private static void WriteReason(Utf8JsonWriter json, string reason, string? message)
    {
        json.WriteString("reason", reason);
        if (message is not null)
        {
            json.WriteString("message", message);
        }
    }
}
