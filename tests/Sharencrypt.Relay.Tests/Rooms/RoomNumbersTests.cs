using System.Globalization;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Tests.Rooms;

public sealed class RoomNumbersTests
{
    [Fact]
    public void A_number_has_four_digits_and_no_leading_zero()
    {
        var range = (From: 0, To: 0);
        var scene = new RoomScene(choose: (from, to) =>
        {
            range = (from, to);
            return to - 1;
        });

        scene.Open(name: null).Seat.Room.Name.Value.Should().Be("9999");

        range.Should().Be((1_000, 10_000));
    }

    [Fact]
    public void A_taken_number_is_drawn_again()
    {
        var drawn = new Queue<int>([4821, 4821, 4822]);
        var scene = new RoomScene(choose: (_, _) => drawn.Dequeue());

        scene.Open(name: null).Seat.Room.Name.Value.Should().Be("4821");
        scene.Open(name: null).Seat.Room.Name.Value.Should().Be("4822");
    }

    [Fact]
    public void When_half_of_a_length_is_taken_the_next_begins_and_freed_numbers_count_again()
    {
        var next = 999;
        var scene = new RoomScene(maxRooms: 10_000, choose: (from, _) => from == 1_000 ? ++next : from);
        var members = Enumerable.Range(0, 4_500).Select(_ => scene.Open(name: null)).ToList();

        var fiveDigits = scene.Open(name: null);
        fiveDigits.Seat.Room.Name.Value.Should().Be("10000");
        scene.Leave(members[0]);

        scene.Open(name: null).Seat.Room.Name.Value.Should().Be((1_000 + 4_500).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Numbers_are_not_given_in_order()
    {
        var scene = new RoomScene();

        var numbers = Enumerable.Range(0, 50).Select(_ => scene.Open(name: null).Seat.Room.Name.Value).ToList();

        numbers.Should().OnlyHaveUniqueItems().And.NotBeInAscendingOrder();
    }

    [Theory]
    [InlineData("0123")]
    [InlineData("12a4")]
    [InlineData("123")]
    public void Names_that_are_no_numbers_of_ours_take_none_away(string name)
    {
        var scene = new RoomScene(choose: (from, _) => from);

        scene.Open(name);

        scene.Open(name: null).Seat.Room.Name.Value.Should().Be("1000");
        RoomName.TryCreate(name, out _).Should().BeTrue();
    }
}
