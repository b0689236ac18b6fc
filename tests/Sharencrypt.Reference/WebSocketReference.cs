namespace Sharencrypt.Reference;

/// <summary>
/// What a stream of WebSocket frames says, read by the letter of RFC 6455 section 5 and section 2.2 of the relay protocol,
/// one byte after the other and all of it at once.
/// </summary>
public sealed class WebSocketReference
{
    private readonly Queue<byte> _stream;
    private readonly bool _fromClient;
    private readonly Func<int, int> _frameLimit;
    private readonly List<WebSocketEvent> _events = [];
    private List<byte>? _message;
    private int _messages;

    private WebSocketReference(IEnumerable<byte> stream, bool fromClient, Func<int, int> frameLimit)
    {
        _stream = new Queue<byte>(stream);
        _fromClient = fromClient;
        _frameLimit = frameLimit;
    }

    /// <summary>Reads until a close, a violation or the end.</summary>
    /// <param name="stream">Everything that one end sent.</param>
    /// <param name="fromClient">Whether that end is the client.</param>
    /// <param name="frameLimit">The most bytes that a message may have when so many came before it.</param>
    public static IReadOnlyList<WebSocketEvent> Read(IEnumerable<byte> stream, bool fromClient, Func<int, int> frameLimit)
    {
        var reference = new WebSocketReference(stream, fromClient, frameLimit);
        try
        {
            while (!reference.IsAtEnd() && reference.ReadFrame())
            {
            }
        }
        catch (StreamEndedException)
        {
            reference._events.Add(WebSocketEvent.Unfinished);
        }
        catch (RuleBrokenException broken)
        {
            reference._events.Add(WebSocketEvent.Violation(broken.Message));
        }

        return reference._events;
    }

    // A stream may end between two messages and nowhere else.
    private bool IsAtEnd()
    {
        if (_stream.Count == 0 && _message is not null)
        {
            throw new StreamEndedException();
        }

        return _stream.Count == 0;
    }

    /// <returns>Whether another may follow.</returns>
    private bool ReadFrame()
    {
        // Section 5.2: FIN (1 bit), RSV1 to RSV3 (3), opcode (4).
        var first = TakeByte();
        var isFinal = first / 128 == 1;
        var opcode = first % 16;
        var isControl = opcode is 0x8 or 0x9 or 0xA;
        Demand(first / 16 % 8 == 0, "ReservedBits");
        Demand(opcode is 0x0 or 0x1 or 0x2 || isControl, "UnknownOpcode");
        Demand(isFinal || !isControl, "FragmentedControl"); // Section 5.5.

        // Section 5.2: MASK (1 bit), length (7).
        var second = TakeByte();
        var isMasked = second / 128 == 1;
        Demand(isMasked || !_fromClient, "NotMasked"); // Section 5.1.
        Demand(!isMasked || _fromClient, "Masked");
        Demand(second % 128 <= 125 || !isControl, "ControlTooLong"); // Section 5.5.

        var length = ReadLength(second % 128);
        byte[] key = isMasked ? [TakeByte(), TakeByte(), TakeByte(), TakeByte()] : [0, 0, 0, 0];
        if (isControl)
        {
            return ReadControl(opcode, ReadPayload(length, key));
        }

        CheckPlace(opcode, length);
        _message ??= [];
        _message.AddRange(ReadPayload(length, key));
        if (isFinal)
        {
            _events.Add(WebSocketEvent.Message(_message));
            _messages++;
            _message = null;
        }

        return true;
    }

    // Section 5.2: 126 announces a length of 16 bits, 127 one of 64 bits whose highest is 0; the shortest form is the only one.
    private ulong ReadLength(int announced)
    {
        switch (announced)
        {
            case 126:
                var short16 = ReadNumber(2);
                Demand(short16 >= 126, "LengthNotMinimal");
                return short16;
            case 127:
                var long64 = ReadNumber(8);
                Demand(long64 < 9_223_372_036_854_775_808, "LengthTooLarge");
                Demand(long64 >= 65_536, "LengthNotMinimal");
                return long64;
            default:
                return (ulong)announced;
        }
    }

    // Section 5.4: a message begins with its opcode, and every other fragment of it is a continuation.
    private void CheckPlace(int opcode, ulong length)
    {
        var isContinuation = opcode == 0x0;
        Demand(!isContinuation || _message is not null, "NothingToContinue");
        Demand(isContinuation || _message is null, "MessageNotEnded");
        Demand(opcode != 0x1, "TextMessage");
        Demand((ulong)(_message?.Count ?? 0) + length <= (ulong)_frameLimit(_messages), "MessageTooLong");
    }

    private bool ReadControl(int opcode, byte[] payload)
    {
        switch (opcode)
        {
            case 0x8:
                _events.Add(CloseReference.Read(payload));
                return false; // Section 5.5.1: nothing comes behind it.
            case 0x9:
                _events.Add(WebSocketEvent.Ping(payload));
                return true;
            default:
                _events.Add(WebSocketEvent.Pong(payload));
                return true;
        }
    }

    private byte[] ReadPayload(ulong length, byte[] key)
    {
        var masked = new List<byte>();
        for (ulong taken = 0; taken < length; taken++)
        {
            masked.Add(TakeByte());
        }

        return MaskReference.Apply(masked, key);
    }

    private ulong ReadNumber(int bytes)
    {
        ulong number = 0;
        for (var taken = 0; taken < bytes; taken++)
        {
            number = (number * 256) + TakeByte();
        }

        return number;
    }

    private byte TakeByte() => _stream.TryDequeue(out var next) ? next : throw new StreamEndedException();

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new RuleBrokenException(otherwise);
        }
    }

    private sealed class StreamEndedException : Exception;

    private sealed class RuleBrokenException(string violation) : Exception(violation);
}
