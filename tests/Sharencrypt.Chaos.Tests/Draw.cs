using System.Runtime.InteropServices;

namespace Sharencrypt.Chaos.Tests;

/// <summary>Everything that a run leaves to chance, from one seed (SplitMix64, so that a seed means the same under every runtime).</summary>
internal sealed class Draw(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public long Between(long least, long most) => least + (long)(Next() % (ulong)(most - least + 1));

    /// <summary>As <see cref="Between"/>, but small numbers are as likely as large ones: even in the number of digits.</summary>
    public long Skewed(long least, long most)
    {
        var exponent = Math.Log(least) + (Fraction() * (Math.Log(most) - Math.Log(least)));
        return Math.Clamp((long)Math.Exp(exponent), least, most);
    }

    public double Fraction() => (Next() >> 11) / (double)(1UL << 53);

    public bool Chance(double probability) => Fraction() < probability;

    public T Of<T>(IReadOnlyList<T> choices) => choices[(int)Between(0, choices.Count - 1)];

    public TimeSpan Milliseconds(long least, long most) => TimeSpan.FromMilliseconds(Between(least, most));

    public void Fill(Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ref var word in words)
        {
            word = Next();
        }

        foreach (ref var left in bytes[(words.Length * sizeof(ulong))..])
        {
            left = (byte)Next();
        }
    }
}
