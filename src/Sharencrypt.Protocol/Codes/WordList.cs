using System.Text;

namespace Sharencrypt.Protocol.Codes;

/// <summary>The 2,048 words of generated codes and verification phrases: the English list of BIP-39, unique in their first four letters.</summary>
public static class WordList
{
    /// <summary>How many words there are; each stands for 11 bits.</summary>
    public const int Count = 2048;

    /// <summary>The shortest beginning of a word that is taken for the word.</summary>
    private const int ShortestPrefix = 3;

    private static readonly string[] Words = Load();

    /// <summary>All words in their order: the index of a word is its 11-bit value.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>Whether <paramref name="word"/> is in the list, letter by letter (lower case).</summary>
    public static bool Contains(string word) => Array.BinarySearch(Words, word, StringComparer.Ordinal) >= 0; // The list is in this order.

    /// <summary>The words that begin with <paramref name="prefix"/> (lower case), in list order; for completion while typing.</summary>
    public static IEnumerable<string> StartingWith(string prefix) =>
        Words.Where(word => word.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// The word that <paramref name="part"/> stands for: itself when it is in the list, else the only word that begins
    /// with it when it has three letters or more, else <paramref name="part"/> unchanged.
    /// </summary>
    public static string Complete(string part)
    {
        if (part.Length < ShortestPrefix || Contains(part))
        {
            return part;
        }

        string? found = null;
        foreach (var word in StartingWith(part))
        {
            if (found is not null)
            {
                return part;
            }

            found = word;
        }

        return found ?? part;
    }

    /// <summary>Up to three words that <paramref name="part"/> may have been meant to be: edit distance 1 or 2, nearest first.</summary>
    public static IReadOnlyList<string> Suggest(string part) =>
        [.. Words
            .Select(word => (word, distance: EditDistance.Between(part, word)))
            .Where(candidate => candidate.distance is 1 or 2)
            .OrderBy(candidate => candidate.distance)
            .Take(3)
            .Select(candidate => candidate.word)];

    private static string[] Load()
    {
        using var stream = typeof(WordList).Assembly.GetManifestResourceStream("words.txt")
            ?? throw new InvalidOperationException("The word list is missing from the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var words = Encoding.ASCII.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == Count ? words : throw new InvalidOperationException("The word list is damaged.");
    }
}
