using System.Globalization;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Reference;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary><see cref="FrameReader"/> and <see cref="SlotSet"/> against their reference.</summary>
internal static class FrameComparison
{
    /// <summary>Compares what is read of a frame under every slot of its sender, and of its beginning under other sizes.</summary>
    /// <param name="frame">Any bytes.</param>
    /// <param name="sizes">Sizes that the frame may have instead.</param>
    /// <exception cref="DifferenceException">They differ.</exception>
    public static void Check(byte[] frame, params ReadOnlySpan<long> sizes)
    {
        byte[] start = [.. frame.Take(9)];
        for (var ownSlot = -1; ownSlot < 64; ownSlot++)
        {
            CheckStart(start, frame.Length, ownSlot);
        }

        for (var cut = 0; cut <= start.Length; cut++)
        {
            var error = FrameReader.ReadFromRelay(Pieces.Of(frame[..cut], frame[cut..]), out var header);
            DifferenceException.ThrowIfDifferent(Describe(error, header), FrameReference.FromRelay(start, frame.Length), "a frame in two pieces");
        }

        foreach (var size in sizes)
        {
            // Whoever declares more than came has sent zeros.
            CheckStart([.. start.Concat(new byte[9]).Take((int)Math.Min(size, 9))], size, ownSlot: 0);
        }
    }

    private static void CheckStart(byte[] start, long frameBytes, int ownSlot)
    {
        var error = FrameReader.ReadFromClient(start, frameBytes, ownSlot, out var header);
        DifferenceException.ThrowIfDifferent(
            Describe(error, header), FrameReference.FromClient(start, frameBytes, ownSlot), $"a client's frame of {frameBytes} bytes from slot {ownSlot}");
        error = FrameReader.ReadFromRelay(start, frameBytes, out header);
        DifferenceException.ThrowIfDifferent(
            Describe(error, header), FrameReference.FromRelay(start, frameBytes), $"a relay's frame of {frameBytes} bytes");
    }

    private static FrameReference Describe(FrameError error, in FrameHeader header)
    {
        if (error != FrameError.None)
        {
            return new FrameReference($"{error}", 0, "", "");
        }

        var isToken = header.Type is FrameType.Ping or FrameType.Pong;
        return new FrameReference(
            "None", (int)header.Type, Slots(header.Slots), isToken ? header.Token.ToString("X16", CultureInfo.InvariantCulture) : "");
    }

    // By a walk, as a relay forwards, and by asking for each slot.
    private static string Slots(SlotSet set)
    {
        var walked = new List<int>();
        for (var rest = set; !rest.IsEmpty; rest = rest.WithoutLowest())
        {
            walked.Add(rest.Lowest);
        }

        DifferenceException.ThrowIfListsDiffer(walked, [.. Enumerable.Range(-1, 67).Where(set.Contains)], "the slots of a set");
        DifferenceException.ThrowIfDifferent(set.Count, walked.Count, "the number of slots of a set");
        return string.Join(',', walked);
    }
}
