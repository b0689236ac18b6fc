namespace Sharencrypt.Protocol.Relay;

/// <summary>Why bytes are not a control message.</summary>
public enum ControlError
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Not one JSON object with a string <c>type</c>, or a member of the wrong JSON kind, or one given twice.</summary>
    Malformed,

    /// <summary>A type that this version does not know. A client ignores the message; a relay refuses it.</summary>
    UnknownType,

    /// <summary>A member is missing, or its value is outside its grammar or range.</summary>
    BadMember,
}
