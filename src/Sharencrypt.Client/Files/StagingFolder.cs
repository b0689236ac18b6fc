using Sharencrypt.Client.State;

namespace Sharencrypt.Client.Files;

/// <summary>The hidden folder, inside of the chosen one, in which a transfer lies until all of it has arrived.</summary>
internal static class StagingFolder
{
    private const string Prefix = ".sharencrypt-";

    /// <summary>A name for one that is not there.</summary>
    /// <param name="folder">The chosen folder.</param>
    /// <param name="id">Something that no other transfer has.</param>
    public static string PathIn(string folder, string id) => Path.Combine(folder, Prefix + id);

    /// <summary>Whether a path is such a folder, and no link to somewhere else.</summary>
    public static bool IsOne(string path) =>
        Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal) && new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    /// <summary>Removes one with all in it, as far as the system lets.</summary>
    public static void Remove(string path)
    {
        if (!IsOne(path))
        {
            return;
        }

        try
        {
            DiskSteps.Next();
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left has a name that says whose it is, and never a final one.
        }
    }
}
