namespace Sharencrypt.Protocol.Codes;

/// <summary>How many slips of the finger lie between two words: insert, delete, replace, swap of neighbours (optimal string alignment).</summary>
internal static class EditDistance
{
    /// <summary>The number of slips; stops counting at 3, so that long input costs little.</summary>
    public static int Between(string left, string right)
    {
        const int tooFar = 3;
        if (Math.Abs(left.Length - right.Length) >= tooFar)
        {
            return tooFar;
        }

        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= right.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                rows[i, j] = Step(rows, left, right, i, j);
            }
        }

        return Math.Min(rows[left.Length, right.Length], tooFar);
    }

    private static int Step(int[,] rows, string left, string right, int i, int j)
    {
        var replace = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var best = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
    }
}
