using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Sharencrypt.Protocol.Relay;

/// <summary>A control message from a client to a relay. The closed set of its kinds is nested in it.</summary>
[SuppressMessage("Design", "CA1034", Justification = "Nesting is what closes the set.")]
public abstract record ClientControl
{
    private ClientControl()
    {
    }

    /// <summary>Reads a message from the JSON of a control frame. Unknown members are ignored.</summary>
    /// <param name="json">The frame without its type byte.</param>
    /// <param name="control">The message when the result is <see cref="ControlError.None"/>.</param>
    public static ControlError TryParse(ReadOnlySpan<byte> json, out ClientControl? control)
    {
        control = null;
        if (ControlJson.Read(json, ControlJson.Default.ClientControlJson) is not { Type: { } type } read)
        {
            return ControlError.Malformed;
        }

        control = type switch
        {
            "open" => Open.From(read),
            "join" => Join.From(read),
            "resume" => Resume.From(read),
            "rebuild" => Rebuild.From(read),
            "lock" => Lock.From(read),
            "remove" => IsSlot(read.Slot) ? new Remove(read.Slot.Value) : null,
            "leave" => new Leave(),
            _ => null,
        };
        return control is not null ? ControlError.None
            : type is "open" or "join" or "resume" or "rebuild" or "lock" or "remove" ? ControlError.BadMember
            : ControlError.UnknownType;
    }

    internal void WriteJson(IBufferWriter<byte> destination) =>
        ControlJson.Write(destination, ToJson());

    private protected abstract ClientControlJson ToJson();

    private static bool IsSlot([NotNullWhen(true)] int? slot) => slot is >= 0 and < RelayLimits.Slots;

    private static bool IsCapacity([NotNullWhen(true)] int? capacity) =>
        capacity is >= RelayLimits.SmallestCapacity and <= RelayLimits.Slots;

    /// <summary>Open a new room and be its host.</summary>
    /// <param name="Room">The wanted name; without it the relay chooses a free number.</param>
    /// <param name="Capacity">The greatest number of peers, 2 to 64.</param>
    /// <param name="Key">The client's key for its slot.</param>
    public sealed record Open(RoomName? Room, int Capacity, SlotKey Key) : ClientControl
    {
        internal static Open? From(ClientControlJson read)
        {
            RoomName? room = null;
            var capacity = read.Capacity ?? RelayLimits.SmallestCapacity;
            return (read.Room is null || RoomName.TryCreate(read.Room, out room))
                && IsCapacity(capacity)
                && SlotKey.TryParse(read.Key, out var key)
                    ? new Open(room, capacity, key)
                    : null;
        }

        private protected override ClientControlJson ToJson() =>
            new() { Type = "open", Room = Room?.Value, Capacity = Capacity, Key = Key.ToText() };
    }

    /// <summary>Take the lowest free guest slot of an existing room.</summary>
    /// <param name="Room">The room's name.</param>
    /// <param name="Key">The client's key for its slot.</param>
    /// <param name="Token">Needed when the room is locked.</param>
    public sealed record Join(RoomName Room, SlotKey Key, RoomToken? Token) : ClientControl
    {
        internal static Join? From(ClientControlJson read)
        {
            RoomToken? token = null;
            return RoomName.TryCreate(read.Room, out var room)
                && SlotKey.TryParse(read.Key, out var key)
                && (read.Token is null || RoomToken.TryParse(read.Token, out token))
                    ? new Join(room, key, token)
                    : null;
        }

        private protected override ClientControlJson ToJson() =>
            new() { Type = "join", Room = Room.Value, Key = Key.ToText(), Token = Token?.ToText() };
    }

    /// <summary>Return to one's slot after a lost connection.</summary>
    /// <param name="Room">The room's name.</param>
    /// <param name="Slot">The slot, 0 to 63.</param>
    /// <param name="Key">The key that it was taken with.</param>
    public sealed record Resume(RoomName Room, int Slot, SlotKey Key) : ClientControl
    {
        internal static Resume? From(ClientControlJson read) =>
            RoomName.TryCreate(read.Room, out var room) && IsSlot(read.Slot) && SlotKey.TryParse(read.Key, out var key)
                ? new Resume(room, read.Slot.Value, key)
                : null;

        private protected override ClientControlJson ToJson() =>
            new() { Type = "resume", Room = Room.Value, Slot = Slot, Key = Key.ToText() };
    }

    /// <summary>Return to one's slot, also when the relay has forgotten the room.</summary>
    /// <param name="Room">The room's name.</param>
    /// <param name="Slot">The slot, below <paramref name="Capacity"/>.</param>
    /// <param name="Key">The client's key for its slot.</param>
    /// <param name="Token">The token that the room is locked with.</param>
    /// <param name="Capacity">The greatest number of peers, 2 to 64, should the room have to be made again.</param>
    public sealed record Rebuild(RoomName Room, int Slot, SlotKey Key, RoomToken Token, int Capacity) : ClientControl
    {
        internal static Rebuild? From(ClientControlJson read)
        {
            var capacity = read.Capacity ?? RelayLimits.SmallestCapacity;
            return RoomName.TryCreate(read.Room, out var room)
                && IsCapacity(capacity)
                && IsSlot(read.Slot) && read.Slot < capacity
                && SlotKey.TryParse(read.Key, out var key)
                && RoomToken.TryParse(read.Token, out var token)
                    ? new Rebuild(room, read.Slot.Value, key, token, capacity)
                    : null;
        }

        private protected override ClientControlJson ToJson() => new()
        {
            Type = "rebuild",
            Room = Room.Value,
            Slot = Slot,
            Key = Key.ToText(),
            Token = Token.ToText(),
            Capacity = Capacity,
        };
    }

    /// <summary>Host only: from now on joining needs the token with this hash.</summary>
    /// <param name="Hash">The SHA-256 of the token.</param>
    /// <param name="Room">A second name by which members find the room; null for none.</param>
    public sealed record Lock(SecretHash Hash, RoomName? Room) : ClientControl
    {
        internal static Lock? From(ClientControlJson read)
        {
            RoomName? room = null;
            return SecretHash.TryParse(read.Hash, out var hash) && (read.Room is null || RoomName.TryCreate(read.Room, out room))
                ? new Lock(hash, room)
                : null;
        }

        private protected override ClientControlJson ToJson() =>
            new() { Type = "lock", Hash = Hash.ToText(), Room = Room?.Value };
    }

    /// <summary>Host only: remove a guest.</summary>
    /// <param name="Slot">The guest's slot, 0 to 63.</param>
    public sealed record Remove(int Slot) : ClientControl
    {
        private protected override ClientControlJson ToJson() => new() { Type = "remove", Slot = Slot };
    }

    /// <summary>Leave for good. When the host leaves, the room closes.</summary>
    public sealed record Leave : ClientControl
    {
        private protected override ClientControlJson ToJson() => new() { Type = "leave" };
    }
}
