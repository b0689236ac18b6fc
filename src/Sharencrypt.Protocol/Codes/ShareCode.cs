using System.Security.Cryptography;
using System.Text;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Codes;

/// <summary>
/// What one person tells the other: <c>room-secret</c> or <c>room-secret@relay</c>, in canonical form (docs/sealed-protocol.md section 1).
/// The room is known to the relay, the secret never leaves the two peers.
/// </summary>
/// <remarks>Not a record and without a telling <see cref="ToString"/>, so that no log or message shows it by accident.</remarks>
public sealed class ShareCode
{
    /// <summary>How many words a code has unless more are asked for.</summary>
    public const int DefaultWords = 2;

    /// <summary>The most words a generated code can have.</summary>
    public const int MaxWords = 16;

    private const int MaxRoomLength = 64;
    private const int MinChosenSecret = 6;
    private const int MaxChosenSecret = 128;

    private readonly string _secret;

    private ShareCode(string room, string secret, RelayPart? relay)
    {
        Room = room;
        _secret = secret;
        Relay = relay;
    }

    /// <summary>The name of the room, <c>a-z0-9</c>, 1 to 64 characters.</summary>
    public string Room { get; }

    /// <summary>At which relay the room is, where the code says so; else null.</summary>
    public RelayPart? Relay { get; }

    /// <summary>Whether the room is a number that a relay gave out; the secret is then made of words of the list.</summary>
    public bool IsGenerated => IsNumber(Room);

    /// <summary>Draws the secret part of a new code.</summary>
    /// <param name="words">How many words, 2 to 16; each carries 11 bits.</param>
    /// <returns>The words joined by <c>-</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="words"/> is out of range.</exception>
    public static string DrawSecret(int words)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words, DefaultWords);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words, MaxWords);
        return string.Join('-', Enumerable.Range(0, words).Select(_ => WordList.All[RandomNumberGenerator.GetInt32(WordList.Count)]));
    }

    /// <summary>Reads a code as a person types it: any case, spaces, unique beginnings of words.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="code">The code, or null.</param>
    /// <param name="wrongPart">The part that is not a word, when the problem is <see cref="ShareCodeProblem.UnknownWord"/>; else empty.</param>
    public static ShareCodeProblem TryParse(string? text, out ShareCode? code, out string wrongPart)
    {
        var given = text ?? "";
        var at = given.IndexOf('@', StringComparison.Ordinal);
        var problem = TryParseBare(at < 0 ? given : given[..at], out code, out wrongPart);
        if (code is null || at < 0)
        {
            return problem;
        }

        code = RelayPart.TryParse(given[(at + 1)..], out var relay) ? code.At(relay) : null;
        return code is null ? ShareCodeProblem.BadRelay : ShareCodeProblem.None;
    }

    /// <summary>The same code with another relay, or, with null, without one.</summary>
    public ShareCode At(RelayPart? relay) => new(Room, _secret, relay);

    /// <summary>The password of the handshake: the secret part's bytes. The caller disposes it.</summary>
    public SecretBytes ToPassword() => SecretBytes.Copy(Encoding.ASCII.GetBytes(_secret));

    /// <summary>The whole code, to show to its person. Do not log it.</summary>
    public string Reveal() => Relay is null ? $"{Room}-{_secret}" : $"{Room}-{_secret}@{Relay}";

    /// <summary>Tells that this is a code, not which.</summary>
    public override string ToString() => "ShareCode(hidden)";

    /// <summary>Reads a code without what stands behind the <c>@</c>.</summary>
    internal static ShareCodeProblem TryParseBare(string text, out ShareCode? code, out string wrongPart)
    {
        code = null;
        wrongPart = "";
        var parts = Split(text, out var problem);
        if (problem != ShareCodeProblem.None)
        {
            return problem;
        }

        var room = parts[0];
        var words = parts.Skip(1).Select(WordList.Complete).ToArray();
        var secret = string.Join('-', words);
        problem = room.Length > MaxRoomLength ? ShareCodeProblem.RoomTooLong
            : IsNumber(room) ? CheckWords(words, out wrongPart)
            : secret.Length is < MinChosenSecret or > MaxChosenSecret ? ShareCodeProblem.SecretLength
            : ShareCodeProblem.None;
        code = problem == ShareCodeProblem.None ? new ShareCode(room, secret, null) : null;
        return problem;
    }

    private static ShareCodeProblem CheckWords(string[] words, out string wrongPart)
    {
        wrongPart = words.FirstOrDefault(word => !WordList.Contains(word)) ?? "";
        return wrongPart.Length > 0 ? ShareCodeProblem.UnknownWord
            : words.Length < DefaultWords ? ShareCodeProblem.TooFewWords
            : words.Length > MaxWords ? ShareCodeProblem.SecretLength
            : ShareCodeProblem.None;
    }

    private static List<string> Split(string text, out ShareCodeProblem problem)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        problem = ShareCodeProblem.None;
        foreach (var character in text)
        {
            if (IsSeparator(character))
            {
                Flush(parts, part);
            }
            else if (char.IsAsciiLetterOrDigit(character))
            {
                part.Append(char.ToLowerInvariant(character));
            }
            else
            {
                problem = ShareCodeProblem.BadCharacter;
            }
        }

        Flush(parts, part);
        if (problem == ShareCodeProblem.None)
        {
            problem = parts.Count switch { 0 => ShareCodeProblem.Empty, 1 => ShareCodeProblem.NoSecret, _ => ShareCodeProblem.None };
        }

        return parts;
    }

    private static void Flush(List<string> parts, StringBuilder part)
    {
        if (part.Length > 0)
        {
            parts.Add(part.ToString());
            part.Clear();
        }
    }

    private static bool IsSeparator(char character) => character is '-' or '_' or '.' or ',' || char.IsWhiteSpace(character);

    private static bool IsNumber(string room) => room.All(char.IsAsciiDigit);
}
