namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>What a relay can do to frames on their way to a peer, without losing a connection.</summary>
internal sealed class HostileRelay
{
    private readonly List<byte[]> _seen = [];

    /// <summary>Remembers what passes, to send it again some day.</summary>
    public void Watch(FakeConnection? connection)
    {
        foreach (var arrival in connection?.Down ?? [])
        {
            if (arrival.Payload is { } payload && !_seen.Contains(payload))
            {
                _seen.Add(payload);
            }
        }
    }

    /// <summary>Does one thing; <paramref name="luck"/> says what, and to which frame. False when there is none to do it to.</summary>
    public bool TryAct(FakeConnection connection, uint luck)
    {
        var down = connection.Down;
        var place = (int)(luck / 8 % (uint)Math.Max(1, down.Count));
        var isFrame = place < down.Count && down[place].Kind == ArrivalKind.Data;
        switch (luck % 8)
        {
            case 0 when isFrame:
                down.RemoveAt(place);
                break;
            case 1 when isFrame:
                down.Insert(place, down[place]);
                break;
            case 2 when isFrame:
                (down[place], down[^1]) = (down[^1], down[place]);
                break;
            case 3 when isFrame:
                down[place] = down[place] with { Payload = Flip(down[place].Payload!, luck / 64) };
                break;
            case 4 when isFrame:
                down[place] = down[place] with { Payload = down[place].Payload![..^1] };
                break;
            case 5 when _seen.Count > 0:
                down.Insert(place, new Arrival(ArrivalKind.Data, _seen[(int)(luck / 64 % (uint)_seen.Count)]));
                break;
            case 6:
                down.Insert(place, new Arrival(ArrivalKind.Back));
                break;
            case 7 when isFrame:
                Delay(down, place);
                break;
            default:
                return false;
        }

        return true;
    }

    // Behind the next chunk or message, whichever it is not: their order is not numbered.
    private static void Delay(List<Arrival> down, int place)
    {
        var frame = down[place];
        down.RemoveAt(place);
        var other = down.FindIndex(place, arrival => arrival.Payload is { } payload && payload[0] != frame.Payload![0]);
        down.Insert(other < 0 ? down.Count : other + 1, frame);
    }

    private static byte[] Flip(byte[] payload, uint bit)
    {
        byte[] changed = [.. payload];
        changed[bit / 8 % changed.Length] ^= (byte)(1 << (int)(bit % 8));
        return changed;
    }
}
