namespace Sharencrypt.Protocol.Sealing;

/// <summary>Which end of a pair this side is.</summary>
public enum Role
{
    /// <summary>Opened the room; party A of the handshake.</summary>
    Host,

    /// <summary>Joined the room; party B of the handshake.</summary>
    Guest,
}
