namespace Sharencrypt.Reference;

/// <summary>The payload of a close frame: RFC 6455 sections 5.5.1 and 7.4, and the codes registered since.</summary>
public static class CloseReference
{
    /// <summary>Reads it.</summary>
    /// <param name="payload">The payload, unmasked.</param>
    public static WebSocketEvent Read(IReadOnlyList<byte> payload)
    {
        if (payload.Count == 0)
        {
            return WebSocketEvent.Close(null);
        }

        if (payload.Count == 1)
        {
            return WebSocketEvent.Violation("BadCloseCode");
        }

        var code = (payload[0] * 256) + payload[1];
        if (!MayBeSent(code))
        {
            return WebSocketEvent.Violation("BadCloseCode");
        }

        return IsUtf8([.. payload.Skip(2)]) ? WebSocketEvent.Close(code) : WebSocketEvent.Violation("BadCloseReason");
    }

    private static bool MayBeSent(int code) => code switch
    {
        1000 or 1001 or 1002 or 1003 => true,
        1007 or 1008 or 1009 or 1010 or 1011 => true,
        1012 or 1013 or 1014 => true,
        >= 3000 and < 4000 => true, // For libraries, frameworks and applications.
        >= 4000 and < 5000 => true, // For private use.
        _ => false,
    };

    // RFC 3629 section 4, rule by rule.
    private static bool IsUtf8(byte[] text)
    {
        var rest = text;
        while (rest.Length > 0)
        {
            var bytes = rest[0] switch
            {
                <= 0x7F => 1,
                >= 0xC2 and <= 0xDF when AreTails(rest, 1, 1) => 2,
                0xE0 when IsBetween(rest, 0xA0, 0xBF) && AreTails(rest, 2, 1) => 3,
                >= 0xE1 and <= 0xEC when AreTails(rest, 1, 2) => 3,
                0xED when IsBetween(rest, 0x80, 0x9F) && AreTails(rest, 2, 1) => 3,
                >= 0xEE and <= 0xEF when AreTails(rest, 1, 2) => 3,
                0xF0 when IsBetween(rest, 0x90, 0xBF) && AreTails(rest, 2, 2) => 4,
                >= 0xF1 and <= 0xF3 when AreTails(rest, 1, 3) => 4,
                0xF4 when IsBetween(rest, 0x80, 0x8F) && AreTails(rest, 2, 2) => 4,
                _ => 0,
            };
            if (bytes == 0)
            {
                return false;
            }

            rest = [.. rest.Skip(bytes)];
        }

        return true;
    }

    private static bool IsBetween(byte[] text, byte least, byte most) =>
        text.Length > 1 && text[1] >= least && text[1] <= most;

    private static bool AreTails(byte[] text, int from, int count) =>
        text.Length >= from + count && text.Skip(from).Take(count).All(tail => tail is >= 0x80 and <= 0xBF);
}
