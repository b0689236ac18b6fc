using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Sharencrypt.Protocol.Relay;

/// <summary>A set of slots as it travels: bit <c>n</c> (value 2^n) is slot <c>n</c>.</summary>
/// <param name="Bits">The set as a number.</param>
public readonly record struct SlotSet(ulong Bits)
{
    /// <summary>Bytes of a set on the wire.</summary>
    public const int WireBytes = sizeof(ulong);

    /// <summary>The set without any slot.</summary>
    public static SlotSet Empty => default;

    /// <summary>How many slots are in the set.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>Whether no slot is in the set.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>The lowest slot of the set, or 64 when it is empty.</summary>
    public int Lowest => BitOperations.TrailingZeroCount(Bits);

    /// <summary>The set of one slot.</summary>
    /// <param name="slot">0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public static SlotSet Of(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, RelayLimits.Slots);
        return new SlotSet(1UL << slot);
    }

    /// <summary>Reads a set from its eight bytes, big-endian.</summary>
    /// <param name="source">At least eight bytes.</param>
    public static SlotSet Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt64BigEndian(source));

    /// <summary>Writes the set as eight bytes, big-endian.</summary>
    /// <param name="destination">Room for at least eight bytes.</param>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Bits);

    /// <summary>Whether the slot is in the set.</summary>
    /// <param name="slot">0 to 63; any other number is in no set.</param>
    public bool Contains(int slot) => slot is >= 0 and < RelayLimits.Slots && (Bits & (1UL << slot)) != 0;

    /// <summary>This set and the slot.</summary>
    /// <param name="slot">0 to 63.</param>
    public SlotSet With(int slot) => new(Bits | Of(slot).Bits);

    /// <summary>This set without the slot.</summary>
    /// <param name="slot">0 to 63.</param>
    public SlotSet Without(int slot) => new(Bits & ~Of(slot).Bits);

    /// <summary>This set without its lowest slot: the step of a walk through a set.</summary>
    public SlotSet WithoutLowest() => new(Bits & (Bits - 1));

    /// <summary>The slots, lowest first, for a log or a message.</summary>
    /// <returns>For example <c>{0,3}</c>.</returns>
    public override string ToString()
    {
        var slots = new List<string>();
        for (var rest = this; !rest.IsEmpty; rest = rest.WithoutLowest())
        {
            slots.Add(rest.Lowest.ToString(CultureInfo.InvariantCulture));
        }

        return $"{{{string.Join(',', slots)}}}";
    }
}
