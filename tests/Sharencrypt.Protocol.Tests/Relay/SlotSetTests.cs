using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

public sealed class SlotSetTests
{
    [Fact]
    public void Slot_n_is_bit_n_and_travels_big_endian()
    {
        var bytes = new byte[8];

        SlotSet.Of(0).With(9).With(63).Write(bytes);

        Convert.ToHexStringLower(bytes).Should().Be("8000000000000201");
        SlotSet.Read(bytes).ToString().Should().Be("{0,9,63}");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(64)]
    public void There_is_no_slot_outside_0_to_63(int slot)
    {
        var make = () => SlotSet.Of(slot);

        make.Should().Throw<ArgumentOutOfRangeException>();
        new SlotSet(ulong.MaxValue).Contains(slot).Should().BeFalse();
    }

    [Fact]
    public void A_walk_meets_every_slot_once_and_lowest_first()
    {
        var met = new List<int>();

        for (var rest = new SlotSet(0x8000_0000_0000_0105); !rest.IsEmpty; rest = rest.WithoutLowest())
        {
            met.Add(rest.Lowest);
        }

        met.Should().Equal(0, 2, 8, 63);
    }

    [Fact]
    public void A_slot_that_is_taken_out_is_out()
    {
        var set = SlotSet.Of(5).With(6).Without(5);

        set.Should().Be(SlotSet.Of(6));
        set.Count.Should().Be(1);
        set.Contains(5).Should().BeFalse();
        SlotSet.Empty.Lowest.Should().Be(64);
    }
}
