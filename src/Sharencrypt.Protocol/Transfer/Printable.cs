using System.Globalization;
using System.Text;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>Makes text of the other side safe to show in a terminal, a log or a page (section 8, "Showing names").</summary>
public static class Printable
{
    private const int ZeroWidthJoiner = 0x200D; // Part of many emoji.

    /// <summary>Replaces characters that control, hide or reorder by <c>\u{HEX}</c>.</summary>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                AppendEscaped(shown, text[i]);
                i++;
                continue;
            }

            if (IsHarmless(rune))
            {
                shown.Append(text, i, rune.Utf16SequenceLength);
            }
            else
            {
                AppendEscaped(shown, rune.Value);
            }

            i += rune.Utf16SequenceLength;
        }

        return shown.ToString();
    }

    private static bool IsHarmless(Rune rune) => rune.Value == ZeroWidthJoiner || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static void AppendEscaped(StringBuilder shown, int value) =>
        shown.Append(CultureInfo.InvariantCulture, $"\\u{{{value:X}}}");
}
