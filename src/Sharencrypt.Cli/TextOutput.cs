using System.Text;

namespace Sharencrypt.Cli;

/// <summary>Writes a received text to standard output: as it is to a program, and so that it cannot play tricks to a terminal.</summary>
internal static class TextOutput
{
    public static void Write(string text)
    {
        using var output = Console.OpenStandardOutput();
        var isTerminal = !Console.IsOutputRedirected;
        output.Write(Encoding.UTF8.GetBytes(isTerminal ? Tame(text) : text));
        if (isTerminal && !text.EndsWith('\n'))
        {
            output.Write("\n"u8);
        }
    }

    // A terminal acts on control characters; only line ends and tabs are left of them.
    private static string Tame(string text)
    {
        var tamed = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not ('\n' or '\t'))
            {
                tamed.Append('\uFFFD');
            }
            else
            {
                tamed.Append(character);
            }
        }

        return tamed.ToString();
    }
}
