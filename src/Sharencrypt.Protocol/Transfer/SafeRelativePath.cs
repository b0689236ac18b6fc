using System.Buffers;
using System.Text;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// A path of the other side that has passed rules 1 to 3, and 5 where it applies, of docs/sealed-protocol.md section 8.
/// The only way from a peer's name to a file: whatever writes takes this type and no string.
/// </summary>
public readonly record struct SafeRelativePath
{
    private const int MaxBytes = 4096;
    private const int MaxComponentBytes = 255;
    private const int MaxComponents = 128;

    private static readonly SearchValues<char> Unwritable = SearchValues.Create(
        "\\\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF");

    private static readonly SearchValues<char> ReservedOnWindows = SearchValues.Create("<>:\"|?*");

    private readonly string? _path;

    private SafeRelativePath(string path) => _path = path;

    /// <summary>The path with <c>/</c> between its parts.</summary>
    public string Value => _path ?? throw new InvalidOperationException("A path that was never created.");

    /// <summary>The parts between the slashes, at least one.</summary>
    public IReadOnlyList<string> Components => Value.Split('/');

    /// <summary>The first part: what a person sees appear in the chosen folder.</summary>
    public ReadOnlySpan<char> Top => Value.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? Value.AsSpan(0, slash) : Value;

    /// <summary>The last part.</summary>
    public ReadOnlySpan<char> Name => Value.AsSpan(Value.LastIndexOf('/') + 1);

    /// <summary>The parts before the last one, with <c>/</c> between them; empty when there is none.</summary>
    public ReadOnlySpan<char> Folder => Value.AsSpan(0, Math.Max(0, Value.LastIndexOf('/')));

    /// <summary>Checks a path of the other side.</summary>
    /// <param name="path">Not trusted.</param>
    /// <param name="rules">Which system it must be safe on.</param>
    /// <param name="safe">The path, valid only when the result is <see cref="PathProblem.None"/>.</param>
    public static PathProblem TryCreate(string? path, PathRules rules, out SafeRelativePath safe)
    {
        safe = default;
        if (string.IsNullOrEmpty(path))
        {
            return PathProblem.Empty;
        }

        if (path.Length > MaxBytes)
        {
            return PathProblem.TooLong;
        }

        if (HasControl(path) || path.AsSpan().ContainsAny(Unwritable) || !IsWellFormed(path))
        {
            return PathProblem.BadCharacter;
        }

        if (path.AsSpan().Count('/') >= MaxComponents || IsLonger(path, MaxBytes))
        {
            return PathProblem.TooLong;
        }

        foreach (var part in path.AsSpan().Split('/'))
        {
            var problem = Check(path.AsSpan(part), rules);
            if (problem != PathProblem.None)
            {
                return problem;
            }
        }

        safe = new SafeRelativePath(path);
        return PathProblem.None;
    }

    /// <summary>Two paths are equal when all their parts are.</summary>
    public bool Equals(SafeRelativePath other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Value);

    /// <summary>The path, escaped for people.</summary>
    public override string ToString() => Printable.Escape(Value);

    private static PathProblem Check(ReadOnlySpan<char> component, PathRules rules) =>
        component.Length == 0 ? PathProblem.Empty
        : component is "." or ".." ? PathProblem.Traversal
        : IsLonger(component, MaxComponentBytes) ? PathProblem.TooLong
        : rules == PathRules.Windows && !IsPossibleOnWindows(component.ToString()) ? PathProblem.NotForWindows
        : PathProblem.None;

    // No UTF-16 unit takes more than 3 bytes: most names need not be counted.
    private static bool IsLonger(ReadOnlySpan<char> text, int bytes) => text.Length > bytes / 3 && Encoding.UTF8.GetByteCount(text) > bytes;

    private static bool IsPossibleOnWindows(string component)
    {
        if (component.AsSpan().ContainsAny(ReservedOnWindows) || component[0] == ' ' || component[^1] is ' ' or '.')
        {
            return false;
        }

        var stem = component.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        var isDevice = stem is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$"
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal))
                && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³'));
        return !isDevice;
    }

    private static bool HasControl(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\0', '\u001F') || text.ContainsAnyInRange('\u007F', '\u009F');

    private static bool IsWellFormed(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (var i = first < 0 ? text.Length : first; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }
}
