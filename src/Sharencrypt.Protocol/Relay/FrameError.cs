namespace Sharencrypt.Protocol.Relay;

/// <summary>Why bytes are not a frame of this protocol. A relay answers every one with <c>bad_frame</c>.</summary>
public enum FrameError
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>There is not even a type.</summary>
    Empty,

    /// <summary>The first byte is no type of this version.</summary>
    UnknownType,

    /// <summary>The size does not fit the type.</summary>
    WrongSize,

    /// <summary>Data from a client that names no receiver.</summary>
    NoReceiver,

    /// <summary>Data from a client to its own slot.</summary>
    ToItself,

    /// <summary>Data from a relay that does not name exactly one sender.</summary>
    NotOneSender,
}
