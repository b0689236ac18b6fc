using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

/// <summary>The pairs that a case mapping alone gets wrong; vectors/paths.json has the common ones.</summary>
public sealed class PathFoldingTests
{
    [Theory]
    [InlineData("\u00DF", "\u1E9E")] // Sharp s and its capital.
    [InlineData("\u03B8", "\u03F4")] // Theta, which has two capitals
    [InlineData("\u03C3", "\u03C2")] // and sigma, which has two small letters.
    [InlineData("s", "\u017F")] // Long s.
    [InlineData("k", "\u212A")] // The sign of kelvin.
    [InlineData("\uFB05", "\uFB06")]
    public void These_are_one_name(string left, string right) => SameName(left, right).Should().BeTrue();

    [Theory]
    [InlineData("\u00DF", "ss")]
    [InlineData("i", "\u0131")] // Without a dot,
    [InlineData("i", "\u0130")] // and with a dot on the capital: folded in Turkish alone.
    [InlineData("\uFB01", "fi")]
    public void These_are_two_names(string left, string right) => SameName(left, right).Should().BeFalse();

    private static bool SameName(string left, string right) =>
        PathFolding.Fold(left, PathRules.MacOS) == PathFolding.Fold(right, PathRules.MacOS);
}
