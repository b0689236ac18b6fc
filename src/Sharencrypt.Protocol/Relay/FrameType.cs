namespace Sharencrypt.Protocol.Relay;

// The relay protocol on one page. The normative text is docs/relay-protocol.md; one WebSocket message is one frame.
//
//   byte 0    layout after byte 0                          size of the whole frame      read by      written by
//   01        control   one JSON object                    3 .. 4,096                   ClientControl.TryParse, RelayControl.TryParse
//   02        data      slots (8), payload (1 ..)          10 .. 262,409                FrameReader  FrameWriter
//   03        ping      token (8)                          9                            FrameReader  FrameWriter
//   04        pong      token of the ping (8)              9                            FrameReader  FrameWriter
//
//   client                                  relay
//     |  GET /v1/connect, sharencrypt.relay.v1 |     RelayProtocolVersion; a refusal is an UpgradeRefusal
//     | <------------------------- welcome --- |
//     | --- open | join | resume | rebuild --> |     at most RelayLimits.EntryTries times
//     | <----------- entered | error (try again) |
//     | <------ arrived, away, back, left ---- |     about the other peers
//     | --- data to slots {3,5} -------------> |     the relay puts the sender's slot in place of the receivers',
//     | <------------- data from slot {3} ---- |     the payload stays what it was
//     | --- lock, remove (host), leave ------> |
//     | <------- closed | restarting | error - |     then a WebSocket close with a RelayCloseCode
//
// Pings go both ways at any time, and every one is answered with a pong of the same token.

/// <summary>The kind of a frame: its first byte. A number is never used again for something else.</summary>
public enum FrameType : byte
{
    /// <summary>No frame has this type.</summary>
    None = 0,

    /// <summary>A <see cref="ClientControl"/> or a <see cref="RelayControl"/> as JSON.</summary>
    Control = 1,

    /// <summary>Ciphertext from one peer to others.</summary>
    Data = 2,

    /// <summary>Asks for a <see cref="Pong"/> with the same token.</summary>
    Ping = 3,

    /// <summary>Answers a <see cref="Ping"/>.</summary>
    Pong = 4,
}
