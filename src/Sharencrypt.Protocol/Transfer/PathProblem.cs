namespace Sharencrypt.Protocol.Transfer;

/// <summary>Why a path of the other side is refused (section 8).</summary>
public enum PathProblem
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Empty, or an empty component: <c>a//b</c>, <c>/a</c>, <c>a/</c>.</summary>
    Empty,

    /// <summary>Longer than 4,096 bytes, a component longer than 255 bytes, or more than 128 components.</summary>
    TooLong,

    /// <summary>A component <c>.</c> or <c>..</c>.</summary>
    Traversal,

    /// <summary>A control or direction character, a backslash or half of a surrogate pair.</summary>
    BadCharacter,

    /// <summary>Not possible on Windows: a drive, a stream, a device, a reserved character, a trailing dot or space.</summary>
    NotForWindows,

    /// <summary>Two items have the same path, or a file's path is a folder of another.</summary>
    Collision,
}
