using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Rooms;

/// <summary>
/// Chooses numbers for rooms: at random among the free ones of the shortest length that is not yet half taken, so that a
/// choice needs two tries on average and a person as few digits as possible. Owner: the table's lock.
/// </summary>
internal sealed class RoomNumbers(Func<int, int, int> choose)
{
    private const int ShortestLength = 4;
    private const int LongestLength = 9;

    private readonly int[] _taken = new int[LongestLength + 1];

    /// <param name="isTaken">Whether a room of this name exists.</param>
    public RoomName Choose(Func<RoomName, bool> isTaken)
    {
        var length = ShortestLength;
        while (length < LongestLength && _taken[length] >= Count(length) / 2)
        {
            length++;
        }

        while (true)
        {
            var number = choose(First(length), First(length) + Count(length));
            if (RoomName.TryCreate(number.ToString(System.Globalization.CultureInfo.InvariantCulture), out var name)
                && !isTaken(name))
            {
                return name;
            }
        }
    }

    public void Add(RoomName name) => Change(name, 1);

    public void Remove(RoomName name) => Change(name, -1);

    // Names that clients chose count too when they look like numbers of ours: they are as little free.
    private void Change(RoomName name, int by)
    {
        var text = name.Value;
        if (text.Length is >= ShortestLength and <= LongestLength
            && text[0] != '0' && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            _taken[text.Length] += by;
        }
    }

    private static int First(int length) => (int)Math.Pow(10, length - 1);

    private static int Count(int length) => 9 * First(length);
}
