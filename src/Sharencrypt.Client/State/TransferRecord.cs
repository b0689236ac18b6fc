using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sharencrypt.Client.Channel;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.State;

/// <summary>
/// What is kept of an unfinished transfer besides its items and its journal, as JSON in a private file. It holds the secrets
/// with which the two meet again.
/// </summary>
internal sealed class TransferRecord
{
    /// <summary>The form of the record; another one is not read.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    /// <summary>The transfer's id, hexadecimal.</summary>
    public required string Id { get; init; }

    public required bool IsSending { get; init; }

    /// <summary>When it began, milliseconds since 1970-01-01 UTC.</summary>
    public required long CreatedAt { get; init; }

    public required string Relay { get; init; }

    /// <summary>The code under which the two first met, without its relay; it has been used up.</summary>
    public required string Code { get; init; }

    public required bool IsHost { get; init; }

    public required int OwnSlot { get; init; }

    public required int PeerSlot { get; init; }

    /// <summary>The key of the own slot, base64.</summary>
    public required string SlotKey { get; init; }

    /// <summary>The token of the locked room, base64.</summary>
    public required string RoomToken { get; init; }

    /// <summary>The long secret, base64.</summary>
    public required string Resumption { get; init; }

    /// <summary>How often the list of items has been replaced; names the files of items and journal.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether the receiver has said yes.</summary>
    public required bool IsAccepted { get; init; }

    /// <summary>For a sender: the paths that its person named.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>For a receiver: where everything goes, and the hidden folder in it.</summary>
    public string Folder { get; init; } = "";

    public string Staging { get; init; } = "";

    public ConflictPolicy Conflicts { get; init; }

    /// <summary>The name of its folder: both sides of a transfer may be on one machine.</summary>
    [JsonIgnore]
    public string Name => (IsSending ? "s" : "r") + Id;

    /// <summary>The secrets; owned by the caller.</summary>
    /// <exception cref="FormatException">The record is damaged.</exception>
    public MeetingSecrets ToSecrets()
    {
        var resumption = Convert.FromBase64String(Resumption);
        return Protocol.Relay.SlotKey.TryCreate(Convert.FromBase64String(SlotKey), out var key)
            && Protocol.Relay.RoomToken.TryCreate(Convert.FromBase64String(RoomToken), out var token)
            && resumption.Length == KeySchedule.KeyBytes
                ? new MeetingSecrets(IsHost ? Role.Host : Role.Guest, OwnSlot, PeerSlot, key, token, SecretBytes.Own(resumption))
                : throw new FormatException("The record of a transfer is damaged.");
    }

    public TransferRecord With(int? revision = null, bool? isAccepted = null) => new()
    {
        Version = Version,
        Id = Id,
        IsSending = IsSending,
        CreatedAt = CreatedAt,
        Relay = Relay,
        Code = Code,
        IsHost = IsHost,
        OwnSlot = OwnSlot,
        PeerSlot = PeerSlot,
        SlotKey = SlotKey,
        RoomToken = RoomToken,
        Resumption = Resumption,
        Revision = revision ?? Revision,
        IsAccepted = isAccepted ?? IsAccepted,
        Paths = Paths,
        Folder = Folder,
        Staging = Staging,
        Conflicts = Conflicts,
    };

    /// <summary>As JSON, written member by member: it is written in every transfer, and read in few.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("id", Id);
            json.WriteBoolean("isSending", IsSending);
            json.WriteNumber("createdAt", CreatedAt);
            json.WriteString("relay", Relay);
            json.WriteString("code", Code);
            json.WriteBoolean("isHost", IsHost);
            json.WriteNumber("ownSlot", OwnSlot);
            json.WriteNumber("peerSlot", PeerSlot);
            json.WriteString("slotKey", SlotKey);
            json.WriteString("roomToken", RoomToken);
            json.WriteString("resumption", Resumption);
            json.WriteNumber("revision", Revision);
            json.WriteBoolean("isAccepted", IsAccepted);
            json.WriteStartArray("paths");
            foreach (var path in Paths)
            {
                json.WriteStringValue(path);
            }

            json.WriteEndArray();
            json.WriteString("folder", Folder);
            json.WriteString("staging", Staging);
            json.WriteString("conflicts", Conflicts.ToString());
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record; null when it is not one of this version.</summary>
    public static TransferRecord? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RecordContext.Default.TransferRecord) is { Version: CurrentVersion } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TransferRecord))]
internal sealed partial class RecordContext : JsonSerializerContext;
