using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Sharencrypt.Protocol.Relay;

/// <summary>The name of a room: 1 to 64 characters of <c>a-z0-9</c>.</summary>
/// <remarks>It is part of a code, so <see cref="ToString"/> does not show it and it belongs in no log.</remarks>
public sealed record RoomName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    private RoomName(string value) => Value = value;

    /// <summary>The name as it travels.</summary>
    public string Value { get; }

    /// <summary>Makes a room's name of text, if it is one.</summary>
    /// <param name="text">Text of any origin.</param>
    /// <param name="name">The name when the result is true.</param>
    public static bool TryCreate([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RoomName? name)
    {
        var fits = text is { Length: >= 1 and <= RelayLimits.LongestRoomName }
            && !text.AsSpan().ContainsAnyExcept(Allowed);
        name = fits ? new RoomName(text!) : null; // Not null: the pattern above says so.
        return fits;
    }

    /// <summary>A text that does not give the name away.</summary>
    /// <returns>Always the same.</returns>
    public override string ToString() => "(room)";
}
