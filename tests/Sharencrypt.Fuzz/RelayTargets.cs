using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Fuzz;

/// <summary>The parsers that read what strangers send to a relay, and what a hostile relay sends to a client.</summary>
internal static class RelayTargets
{
    public static void ClientMessage(ReadOnlySpan<byte> bytes)
    {
        if (ClientControl.TryParse(bytes, out var control) == ControlError.None && control is not null)
        {
            Expect(ClientControl.TryParse(FrameWriter.Control(control).AsSpan(1), out _) == ControlError.None);
        }
    }

    public static void RelayMessage(ReadOnlySpan<byte> bytes)
    {
        if (RelayControl.TryParse(bytes, out var control) == ControlError.None && control is not null)
        {
            Expect(RelayControl.TryParse(FrameWriter.Control(control).AsSpan(1), out var again) == ControlError.None);
            Expect(control.Equals(again));
        }
    }

    public static void WebSocket(ReadOnlySpan<byte> bytes)
    {
        WebSocketClose.TryRead(bytes, out _);
        var rules = default(WebSocketMessageRules);
        var rest = bytes;
        while (WebSocketFrameHeader.TryRead(rest, fromClient: true, out var header, out var violation))
        {
            Expect(violation == WebSocketViolation.None && header.HeaderBytes <= rest.Length && header.PayloadBytes >= 0);
            rest = rest[header.HeaderBytes..];
            if (rules.Accept(header, RelayLimits.LongestFrameBytes) != WebSocketViolation.None
                || header.PayloadBytes > rest.Length)
            {
                return;
            }

            rest = rest[(int)header.PayloadBytes..];
        }
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("What was accepted is not what was meant.");
        }
    }
}
