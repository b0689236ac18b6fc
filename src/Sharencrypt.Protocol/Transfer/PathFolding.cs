using System.Text;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>Rule 6 of section 8: what two names have in common when they are one file on the system that the rules are for.</summary>
internal static class PathFolding
{
    /// <summary>The form in which paths are compared.</summary>
    /// <remarks>
    /// Simple case folding by way of both mappings: upper case first joins what has several small letters (final sigma), lower
    /// case then what has several capitals (sharp s). The two letters of which .NET's upper case depends on its settings are
    /// joined by hand. Normalisation needs a program that was not built with InvariantGlobalization.
    /// </remarks>
    public static string Fold(string path, PathRules rules) => rules == PathRules.Unix
        ? path
        : path.Normalize(NormalizationForm.FormC).Replace('\u017F', 's').Replace('\uFB05', '\uFB06').ToUpperInvariant().ToLowerInvariant();
}
