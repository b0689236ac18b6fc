using System.Buffers.Binary;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/paths.json.</summary>
internal sealed record PathVectors(string Description, IReadOnlyList<PathVector> Paths, IReadOnlyList<ListVector> Lists);

/// <summary>A path; as UTF-16 code units where it is no text.</summary>
internal sealed record PathVector(string Name, PathOutcome Unix, PathOutcome Macos, PathOutcome Windows, string? Path = null, byte[]? Utf16 = null)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => Path ?? ToText(Utf16!);

    private static string ToText(byte[] units) =>
        string.Concat(Enumerable.Range(0, units.Length / 2).Select(place => (char)BinaryPrimitives.ReadUInt16BigEndian(units.AsSpan(place * 2))));
}

internal sealed record ListVector(string Name, PathOutcome Unix, PathOutcome Macos, PathOutcome Windows, IReadOnlyList<ListItem> Items);

internal sealed record ListItem(string Path, ItemKind Kind);

/// <summary>What becomes of a path: <see cref="PathProblem"/> in the words of the vectors.</summary>
internal enum PathOutcome
{
    Accepted,
    Empty,
    TooLong,
    Traversal,
    BadCharacter,
    NotForWindows,
    Collision,
}
