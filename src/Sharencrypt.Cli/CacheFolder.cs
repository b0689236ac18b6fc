namespace Sharencrypt.Cli;

/// <summary>Where the system wants what may be deleted at any time: <c>sharencrypt</c> in XDG_CACHE_HOME, or the system's own place.</summary>
internal static class CacheFolder
{
    /// <summary>The folder; null when the system names none.</summary>
    public static string? Path
    {
        get
        {
            var parent = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named && System.IO.Path.IsPathRooted(named) ? named
                : OperatingSystem.IsWindows() ? Folder(Environment.SpecialFolder.LocalApplicationData)
                : Folder(Environment.SpecialFolder.UserProfile) is not { } home ? null
                : OperatingSystem.IsMacOS() ? System.IO.Path.Combine(home, "Library", "Caches")
                : System.IO.Path.Combine(home, ".cache");
            return parent is null ? null : System.IO.Path.Combine(parent, "sharencrypt");
        }
    }

    private static string? Folder(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } path ? path : null;
}
