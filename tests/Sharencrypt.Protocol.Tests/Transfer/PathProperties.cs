using System.Text;
using CsCheck;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

/// <summary>Rules 1 to 3 and 5 of section 8, written down a second time without any care for speed.</summary>
public sealed class PathProperties
{
    private static readonly Gen<string> Pieces = Gen.OneOf(
        Gen.OneOf(".", "..", "...", "/", "/", "/", "//", "\\", " ", ". ", ":", "C:", "nul", "COM1", "com\u00b9", "LPT0", "con", "aux.", "prn ", "conin$", "CONOUT$", "COM", "1", "$", "-", "~"),
        Gen.OneOf("\0", "\u001f", "\u007f", "\u0085", "\u061c", "\u200b", "\u200d", "\u200e", "\u202e", "\u2028", "\u2066", "\ufeff", "\ud83d", "\ude00", "\U0001f98a", "e\u0301"),
        Gen.Char[' ', '~'].Select(letter => $"{letter}"),
        Gen.Char.Select(letter => $"{letter}"),
        Gen.Select(Gen.OneOf("a", "\u00e9", "\u4e2d", "\U0001f98a", "a/"), Gen.Int[60, 260]).Select((letter, count) => string.Concat(Enumerable.Repeat(letter, count))));

    private static readonly Gen<string> Paths = Pieces.Array[0, 8].Select(pieces => string.Concat(pieces));

    [Fact]
    public void The_gate_lets_pass_what_the_rules_let_pass() => Paths.Sample(path =>
    {
        foreach (var rules in Enum.GetValues<PathRules>())
        {
            (SafeRelativePath.TryCreate(path, rules, out var safe) == PathProblem.None).Should().Be(IsAllowed(path, rules), "{0} decides", rules);
            if (IsAllowed(path, rules))
            {
                safe.Value.Should().Be(path);
                (SafeRelativePath.TryCreate(safe.Value, rules, out var again) == PathProblem.None && again == safe).Should().BeTrue();
            }
        }
    }, iter: 30_000);

    [Fact]
    public void What_passes_stays_below_the_folder() => Paths.Sample(path =>
    {
        if (SafeRelativePath.TryCreate(path, PathRules.Unix, out _) == PathProblem.None)
        {
            Path.IsPathRooted(path).Should().BeFalse();
            Path.GetFullPath(path, "/the/chosen/folder").Should().StartWith("/the/chosen/folder/");
        }
    }, iter: 10_000);

    private static bool IsAllowed(string path, PathRules rules)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(new UTF8Encoding(false, true).GetBytes(path));
        }
        catch (EncoderFallbackException)
        {
            return false;
        }

        var parts = text.Split('/');
        return Bytes(text) is >= 1 and <= 4096 && parts.Length <= 128 && parts.All(part => IsAllowedPart(part, rules)) && text.All(IsAllowedCharacter);
    }

    private static bool IsAllowedPart(string part, PathRules rules) =>
        Bytes(part) is >= 1 and <= 255 && part != "." && part != ".." && (rules != PathRules.Windows || IsAllowedOnWindows(part));

    private static bool IsAllowedOnWindows(string part)
    {
        if (part.Any(letter => "<>:\"|?*".Contains(letter, StringComparison.Ordinal)) || part.EndsWith('.') || part.EndsWith(' ') || part.StartsWith(' '))
        {
            return false;
        }

        var name = (part.Contains('.', StringComparison.Ordinal) ? part[..part.IndexOf('.', StringComparison.Ordinal)] : part).TrimEnd(' ');
        var numbers = "0123456789\u00b9\u00b2\u00b3".Select(number => $"{number}").ToList();
        var devices = new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" }.Concat(numbers.Select(number => "COM" + number)).Concat(numbers.Select(number => "LPT" + number));
        return !devices.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsAllowedCharacter(char letter) => letter switch
    {
        <= '\u001f' or (>= '\u007f' and <= '\u009f') or '\\' => false,
        (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => false,
        '\u200e' or '\u200f' or '\u061c' or '\u2028' or '\u2029' or '\ufeff' => false,
        _ => true,
    };

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
