using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary><c>vectors/relay-frames.json</c>, strictly: a member that is not understood here fails.</summary>
internal static class FrameVectors
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static FrameVectorFile All { get; } = JsonSerializer.Deserialize<FrameVectorFile>(
        File.ReadAllBytes(Path.Combine(Tree.Root, "vectors", "relay-frames.json")), Strict)!;
}

internal sealed record FrameVectorFile
{
    public required string About { get; init; }

    public required IReadOnlyList<FrameVector> Accepted { get; init; }

    public required IReadOnlyList<FrameVector> Refused { get; init; }
}

internal sealed record FrameVector
{
    public required string Name { get; init; }

    public required string From { get; init; }

    public required string Hex { get; init; }

    public RepeatedByte? Then { get; init; }

    public int OwnSlot { get; init; }

    public string? Class { get; init; }

    public string? Type { get; init; }

    public IReadOnlyList<int>? Slots { get; init; }

    public string? Token { get; init; }

    public int HeaderBytes { get; init; }

    public JsonElement? Control { get; init; }

    public bool Canonical { get; init; }

    public bool IsFromClient => From == "client";

    public byte[] Bytes() =>
    [
        .. Convert.FromHexString(Hex),
        .. Enumerable.Repeat(Then is null ? (byte)0 : Convert.FromHexString(Then.Byte)[0], Then?.Times ?? 0),
    ];
}

internal sealed record RepeatedByte
{
    public required string Byte { get; init; }

    public required int Times { get; init; }
}
