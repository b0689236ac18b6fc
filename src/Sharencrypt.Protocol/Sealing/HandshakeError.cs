namespace Sharencrypt.Protocol.Sealing;

/// <summary>Why a step of a handshake was refused.</summary>
public enum HandshakeError
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Wrong length, step, point or key: not what this protocol sends.</summary>
    Malformed,

    /// <summary>The other side speaks another version of the sealed protocol.</summary>
    Version,

    /// <summary>The confirmation is wrong: another code, or somebody in between.</summary>
    WrongSecret,
}
