namespace Sharencrypt.Protocol.Sealing;

/// <summary>
/// First byte of the payload of a data frame: the whole sealed protocol at a glance (docs/sealed-protocol.md section 2).
/// <code>
/// handshake  0x01 | step | version | …                                     section 3   keys from a code
/// message    0x02 | u64 number | u64 received | sealed JSON                section 5   offers, answers, progress
/// chunk      0x03 | flags | u32 transfer | u32 epoch | u64 index | sealed  section 7.2 the bytes of files
/// resync     0x04 | u64 number | sealed (generation, seen, expected)       section 6   what was lost with a connection
/// </code>
/// </summary>
public enum PayloadKind : byte
{
    /// <summary>A step of the handshake.</summary>
    Handshake = 0x01,

    /// <summary>A numbered message of the channel.</summary>
    Message = 0x02,

    /// <summary>A piece of a transfer's stream.</summary>
    Chunk = 0x03,

    /// <summary>What a side has received, said after a connection was lost.</summary>
    Resync = 0x04,
}
