using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Sharencrypt.Protocol.Relay;

/// <summary>A control message from a relay to a client. The closed set of its kinds is nested in it.</summary>
[SuppressMessage("Design", "CA1034", Justification = "Nesting is what closes the set.")]
public abstract record RelayControl
{
    private RelayControl()
    {
    }

    /// <summary>Reads a message from the JSON of a control frame. Unknown members are ignored.</summary>
    /// <param name="json">The frame without its type byte.</param>
    /// <param name="control">The message when the result is <see cref="ControlError.None"/>.</param>
    public static ControlError TryParse(ReadOnlySpan<byte> json, out RelayControl? control)
    {
        control = null;
        if (ControlJson.Read(json, ControlJson.Default.RelayControlJson) is not { Type: { } type } read)
        {
            return ControlError.Malformed;
        }

        var known = true;
        control = type switch
        {
            "welcome" => Welcome.From(read),
            "entered" => Entered.From(read),
            "arrived" => IsSlot(read.Slot) ? new Arrived(read.Slot.Value) : null,
            "away" => IsSlot(read.Slot) ? new Away(read.Slot.Value) : null,
            "back" => IsSlot(read.Slot) ? new Back(read.Slot.Value) : null,
            "left" => IsSlot(read.Slot) && WireNames.IsWord(read.Reason)
                ? new Left(read.Slot.Value, WireNames.Left.ValueOf(read.Reason), read.Reason)
                : null,
            "closed" => WireNames.IsWord(read.Reason)
                ? new Closed(WireNames.Closed.ValueOf(read.Reason), read.Reason)
                : null,
            "restarting" => read.WaitMs is >= 0 ? new Restarting(TimeSpan.FromMilliseconds(read.WaitMs.Value)) : null,
            "error" => WireNames.IsWord(read.Code)
                ? new Error(WireNames.Errors.ValueOf(read.Code), read.Code)
                : null,
            _ => Unknown(out known),
        };
        return control is not null ? ControlError.None : known ? ControlError.BadMember : ControlError.UnknownType;
    }

    internal void WriteJson(IBufferWriter<byte> destination) =>
        ControlJson.Write(destination, ToJson(), ControlJson.Default.RelayControlJson);

    private protected abstract RelayControlJson ToJson();

    private static RelayControl? Unknown(out bool known)
    {
        known = false;
        return null;
    }

    private static bool IsSlot([NotNullWhen(true)] int? slot) => slot is >= 0 and < RelayLimits.Slots;

    /// <summary>The first frame on each connection.</summary>
    /// <param name="Relay">Name and version of the relay's software, for people: 1 to 64 printable ASCII characters.</param>
    /// <param name="Time">The relay's clock.</param>
    /// <param name="Silence">After how much silence the relay closes.</param>
    public sealed record Welcome(string Relay, DateTimeOffset Time, TimeSpan Silence) : RelayControl
    {
        private const int LongestName = 64;

        internal static Welcome? From(RelayControlJson read) =>
            read is { Relay: { Length: >= 1 and <= LongestName } relay, Time: { } time, SilenceMs: > 0 }
            && !relay.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && time >= 0 && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? new Welcome(
                    relay,
                    DateTimeOffset.FromUnixTimeMilliseconds(time),
                    TimeSpan.FromMilliseconds(read.SilenceMs.Value))
                : null;

        private protected override RelayControlJson ToJson() => new()
        {
            Type = "welcome",
            Relay = Relay,
            Time = Time.ToUnixTimeMilliseconds(),
            SilenceMs = (int)Silence.TotalMilliseconds,
        };
    }

    /// <summary>The answer to <c>open</c>, <c>join</c>, <c>resume</c> and <c>rebuild</c>.</summary>
    /// <param name="Room">The room's name, which the relay may have chosen.</param>
    /// <param name="Slot">The slot of this peer.</param>
    /// <param name="Capacity">The greatest number of peers.</param>
    /// <param name="Peers">The other slots that are taken.</param>
    /// <param name="AwayPeers">Those of <paramref name="Peers"/> whose connection is lost.</param>
    public sealed record Entered(RoomName Room, int Slot, int Capacity, SlotSet Peers, SlotSet AwayPeers) : RelayControl
    {
        internal static Entered? From(RelayControlJson read) =>
            RoomName.TryCreate(read.Room, out var room)
            && read.Capacity is >= RelayLimits.SmallestCapacity and <= RelayLimits.Slots
            && IsSlot(read.Slot) && read.Slot < read.Capacity
            && read.Peers is not null
            && TryReadPeers(read.Peers, read.Slot.Value, read.Capacity.Value, out var peers, out var away)
                ? new Entered(room, read.Slot.Value, read.Capacity.Value, peers, away)
                : null;

        private protected override RelayControlJson ToJson()
        {
            var peers = new List<PeerJson>(Peers.Count);
            for (var rest = Peers; !rest.IsEmpty; rest = rest.WithoutLowest())
            {
                peers.Add(new PeerJson { Slot = rest.Lowest, Away = AwayPeers.Contains(rest.Lowest) });
            }

            return new RelayControlJson
            {
                Type = "entered",
                Room = Room.Value,
                Slot = Slot,
                Capacity = Capacity,
                Peers = peers,
            };
        }

        private static bool TryReadPeers(
            IReadOnlyList<PeerJson?> read, int ownSlot, int capacity, out SlotSet peers, out SlotSet away)
        {
            peers = away = SlotSet.Empty;
            foreach (var peer in read)
            {
                if (peer is not { Slot: { } slot, Away: { } isAway }
                    || slot < 0 || slot >= capacity || slot == ownSlot || peers.Contains(slot))
                {
                    return false;
                }

                peers = peers.With(slot);
                away = isAway ? away.With(slot) : away;
            }

            return true;
        }
    }

    /// <summary>A new peer took this slot.</summary>
    /// <param name="Slot">Its slot.</param>
    public sealed record Arrived(int Slot) : RelayControl
    {
        private protected override RelayControlJson ToJson() => new() { Type = "arrived", Slot = Slot };
    }

    /// <summary>This peer's connection is lost; its slot is kept for the grace time.</summary>
    /// <param name="Slot">Its slot.</param>
    public sealed record Away(int Slot) : RelayControl
    {
        private protected override RelayControlJson ToJson() => new() { Type = "away", Slot = Slot };
    }

    /// <summary>This peer has a new connection.</summary>
    /// <param name="Slot">Its slot.</param>
    public sealed record Back(int Slot) : RelayControl
    {
        private protected override RelayControlJson ToJson() => new() { Type = "back", Slot = Slot };
    }

    /// <summary>This peer is gone for good.</summary>
    /// <param name="Slot">The slot that it had.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="ReasonText">The reason as the relay wrote it.</param>
    public sealed record Left(int Slot, LeftReason Reason, string ReasonText) : RelayControl
    {
        /// <summary>A message of a known reason.</summary>
        /// <param name="slot">The slot that the peer had.</param>
        /// <param name="reason">Why.</param>
        public Left(int slot, LeftReason reason)
            : this(slot, reason, WireNames.Left.NameOf(reason))
        {
        }

        private protected override RelayControlJson ToJson() => new() { Type = "left", Slot = Slot, Reason = ReasonText };
    }

    /// <summary>The room is closed and this connection ends.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="ReasonText">The reason as the relay wrote it.</param>
    public sealed record Closed(ClosedReason Reason, string ReasonText) : RelayControl
    {
        /// <summary>A message of a known reason.</summary>
        /// <param name="reason">Why.</param>
        public Closed(ClosedReason reason)
            : this(reason, WireNames.Closed.NameOf(reason))
        {
        }

        private protected override RelayControlJson ToJson() => new() { Type = "closed", Reason = ReasonText };
    }

    /// <summary>The relay goes down and keeps no slot.</summary>
    /// <param name="Wait">Reconnect after this time and a random part of it more.</param>
    public sealed record Restarting(TimeSpan Wait) : RelayControl
    {
        private protected override RelayControlJson ToJson() =>
            new() { Type = "restarting", WaitMs = (int)Wait.TotalMilliseconds };
    }

    /// <summary>The relay refused something.</summary>
    /// <param name="Code">What.</param>
    /// <param name="CodeText">The code as the relay wrote it.</param>
    public sealed record Error(RelayErrorCode Code, string CodeText) : RelayControl
    {
        /// <summary>A message of a known code.</summary>
        /// <param name="code">What is refused.</param>
        public Error(RelayErrorCode code)
            : this(code, code.WireName())
        {
        }

        private protected override RelayControlJson ToJson() => new() { Type = "error", Code = CodeText };
    }
}
