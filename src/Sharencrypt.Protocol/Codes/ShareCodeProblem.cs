namespace Sharencrypt.Protocol.Codes;

/// <summary>Why a text is not a code.</summary>
public enum ShareCodeProblem
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Nothing was given.</summary>
    Empty,

    /// <summary>A character that no code has.</summary>
    BadCharacter,

    /// <summary>There is no room before, or no secret behind, the first separator.</summary>
    NoSecret,

    /// <summary>The room is longer than 64 characters.</summary>
    RoomTooLong,

    /// <summary>The secret of a chosen code is shorter than 6 characters or longer than 128, or a generated one has more than 16 words.</summary>
    SecretLength,

    /// <summary>The room is a number, and a part of the secret is not a word of the list.</summary>
    UnknownWord,

    /// <summary>The room is a number, and there is only one word behind it.</summary>
    TooFewWords,

    /// <summary>A link that is not http or https, or whose fragment holds no code.</summary>
    BadLink,

    /// <summary>What stands behind the <c>@</c> is not a host, or host and port.</summary>
    BadRelay,
}
