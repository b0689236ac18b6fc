namespace Sharencrypt.Reference;

/// <summary>A fast parser and its reference do not say the same.</summary>
/// <param name="message">Which, and what each of them says.</param>
public sealed class DifferenceException(string message) : Exception(message)
{
    /// <summary>Throws when a fast parser found something else than its reference.</summary>
    /// <param name="fast">What the fast parser found.</param>
    /// <param name="reference">What the reference found.</param>
    /// <param name="about">What was compared.</param>
    /// <exception cref="DifferenceException">They are not equal.</exception>
    public static void ThrowIfDifferent<T>(T fast, T reference, string about)
    {
        if (!EqualityComparer<T>.Default.Equals(fast, reference))
        {
            throw new DifferenceException($"{about}: the fast parser says {fast}, the reference {reference}.");
        }
    }

    /// <summary>Throws when a fast parser found other things, or in another order, than its reference.</summary>
    /// <param name="fast">What the fast parser found.</param>
    /// <param name="reference">What the reference found.</param>
    /// <param name="about">What was compared.</param>
    /// <exception cref="DifferenceException">They are not equal.</exception>
    public static void ThrowIfListsDiffer<T>(IReadOnlyList<T> fast, IReadOnlyList<T> reference, string about)
    {
        if (!fast.SequenceEqual(reference))
        {
            throw new DifferenceException(
                $"{about}: the fast parser says [{string.Join("; ", fast)}], the reference [{string.Join("; ", reference)}].");
        }
    }
}
