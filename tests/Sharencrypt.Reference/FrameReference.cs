namespace Sharencrypt.Reference;

/// <summary>
/// The beginning of a frame, by the table of section 3 of the relay protocol.
/// </summary>
/// <param name="Error">A name of <c>FrameError</c>.</param>
/// <param name="Type">Byte 0, when there is no error.</param>
/// <param name="Slots">The slots of a data frame, lowest first, separated by commas.</param>
/// <param name="Token">The token of a ping or pong in hexadecimal digits.</param>
public sealed record FrameReference(string Error, int Type, string Slots, string Token)
{
    /// <summary>Reads a frame that a client sent.</summary>
    /// <param name="start">Its first nine bytes, or all when it has fewer.</param>
    /// <param name="frameBytes">Its size.</param>
    /// <param name="ownSlot">The sender's slot.</param>
    public static FrameReference FromClient(byte[] start, long frameBytes, int ownSlot)
    {
        var frame = Read(start, frameBytes);
        if (frame.Error != "None" || frame.Type != 0x02)
        {
            return frame;
        }

        var receivers = ReadSlots(start);
        return receivers.Count == 0 ? Wrong("NoReceiver") : receivers.Contains(ownSlot) ? Wrong("ToItself") : frame;
    }

    /// <summary>Reads a frame that a relay sent.</summary>
    /// <param name="start">Its first nine bytes, or all when it has fewer.</param>
    /// <param name="frameBytes">Its size.</param>
    public static FrameReference FromRelay(byte[] start, long frameBytes)
    {
        var frame = Read(start, frameBytes);
        return frame.Error == "None" && frame.Type == 0x02 && ReadSlots(start).Count != 1 ? Wrong("NotOneSender") : frame;
    }

    private static FrameReference Read(byte[] start, long frameBytes)
    {
        if (frameBytes == 0)
        {
            return Wrong("Empty");
        }

        return start[0] switch
        {
            0x01 when frameBytes is >= 3 and <= 4_096 => new FrameReference("None", 0x01, "", ""),
            0x02 when frameBytes is >= 10 and <= 262_409 => new FrameReference("None", 0x02, string.Join(',', ReadSlots(start)), ""),
            0x03 when frameBytes == 9 => new FrameReference("None", 0x03, "", Convert.ToHexString(start[1..9])),
            0x04 when frameBytes == 9 => new FrameReference("None", 0x04, "", Convert.ToHexString(start[1..9])),
            0x01 or 0x02 or 0x03 or 0x04 => Wrong("WrongSize"),
            _ => Wrong("UnknownType"),
        };
    }

    // Eight bytes as a big-endian number whose bit n is slot n: the last byte holds slots 0 to 7.
    private static List<int> ReadSlots(byte[] start)
    {
        var slots = new List<int>();
        for (var slot = 0; slot < 64; slot++)
        {
            var byteOfSlot = start[8 - (slot / 8)];
            var valueOfSlot = 1 << (slot % 8);
            if ((byteOfSlot & valueOfSlot) != 0)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }

    private static FrameReference Wrong(string error) => new(error, 0, "", "");
}
