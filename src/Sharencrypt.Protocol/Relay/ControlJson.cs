using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sharencrypt.Protocol.Relay;

/// <summary>Any control message from a client as it stands in JSON, before a single value is believed.</summary>
internal sealed record ClientControlJson
{
    public string? Type { get; init; }

    public string? Room { get; init; }

    public int? Capacity { get; init; }

    public int? Slot { get; init; }

    public string? Key { get; init; }

    public string? Token { get; init; }

    public string? Hash { get; init; }
}

/// <summary>Any control message from a relay as it stands in JSON, before a single value is believed.</summary>
internal sealed record RelayControlJson
{
    public string? Type { get; init; }

    public string? Relay { get; init; }

    public long? Time { get; init; }

    public int? SilenceMs { get; init; }

    public string? Room { get; init; }

    public int? Slot { get; init; }

    public int? Capacity { get; init; }

    public IReadOnlyList<PeerJson?>? Peers { get; init; }

    public string? Reason { get; init; }

    public int? WaitMs { get; init; }

    public string? Code { get; init; }
}

/// <summary>One peer in a list of peers.</summary>
internal sealed record PeerJson
{
    public int? Slot { get; init; }

    public bool? Away { get; init; }
}

/// <summary>Reads and writes the two kinds of message without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ClientControlJson))]
[JsonSerializable(typeof(RelayControlJson))]
internal sealed partial class ControlJson : JsonSerializerContext
{
    public static TMessage? Read<TMessage>(ReadOnlySpan<byte> json, JsonTypeInfo<TMessage> kind)
        where TMessage : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, kind);
        }
        catch (JsonException)
        {
            // The library's only way to say no; the caller reports it as a value, as all parsing here does.
            return null;
        }
    }

    /// <summary>Writes a client's message member by member: a client that starts need not learn first what its own messages look like.</summary>
    public static void Write(IBufferWriter<byte> destination, ClientControlJson message)
    {
        using var writer = new Utf8JsonWriter(destination);
        writer.WriteStartObject();
        WriteText(writer, "type", message.Type);
        WriteText(writer, "room", message.Room);
        WriteNumber(writer, "capacity", message.Capacity);
        WriteNumber(writer, "slot", message.Slot);
        WriteText(writer, "key", message.Key);
        WriteText(writer, "token", message.Token);
        WriteText(writer, "hash", message.Hash);
        writer.WriteEndObject();
    }

    public static void Write<TMessage>(IBufferWriter<byte> destination, TMessage message, JsonTypeInfo<TMessage> kind)
    {
        using var writer = new Utf8JsonWriter(destination);
        JsonSerializer.Serialize(writer, message, kind);
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is not null)
        {
            writer.WriteNumber(name, value.Value);
        }
    }
}
