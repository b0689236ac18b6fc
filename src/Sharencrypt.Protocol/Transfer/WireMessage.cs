using System.Text.Json.Serialization;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>Every member that any message may have, for writing; <see cref="JsonMembers"/> reads.</summary>
internal sealed class WireMessage
{
    public string? Type { get; set; }

    public string? Client { get; set; }

    public string? Token { get; set; }

    public long? Transfer { get; set; }

    public string? Kind { get; set; }

    public string? Key { get; set; }

    public long? ChunkBytes { get; set; }

    // A number in "offer", a list in "items".
    public System.Text.Json.JsonElement? Items { get; set; }

    public long? Bytes { get; set; }

    public string? Name { get; set; }

    public string? Id { get; set; }

    public long? Epoch { get; set; }

    public string? Salt { get; set; }

    public long? Index { get; set; }

    public long? Continues { get; set; }

    public long? Item { get; set; }

    public long? Limit { get; set; }

    public long? Written { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }
}

/// <summary>An item as JSON.</summary>
internal sealed class WireItem
{
    public string? Path { get; set; }

    public string? Kind { get; set; }

    public long? Size { get; set; }

    public long? Modified { get; set; }

    public bool? Executable { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireMessage))]
[JsonSerializable(typeof(List<WireItem>))]
[JsonSerializable(typeof(int))]
internal sealed partial class WireContext : JsonSerializerContext;
