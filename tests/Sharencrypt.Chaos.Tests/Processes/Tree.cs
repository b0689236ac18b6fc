namespace Sharencrypt.Chaos.Tests.Processes;

/// <summary>Where the build put what these tests start.</summary>
internal static class Tree
{
    // artifacts/bin/<project>/<configuration>/
    private static readonly DirectoryInfo Output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>
    /// The command line to test: the one that tells of each sealing, or another one, such as the native binary, that the
    /// environment names.
    /// </summary>
    public static string SharencryptPath { get; } = Environment.GetEnvironmentVariable("SHARENCRYPT_UNDER_TEST")
        ?? Path.Combine(Output.Parent!.Parent!.Parent!.FullName, "seal-watch", "bin", "Sharencrypt.Cli", "release", "sharencrypt");

    public static string LinkEmulatorPath { get; } = Path.Combine(Output.Parent!.Parent!.FullName, "Sharencrypt.LinkEmulator", Output.Name, "Sharencrypt.LinkEmulator");

    /// <summary>Whether it tells of each sealing.</summary>
    public static bool WatchesSealing { get; } = Environment.GetEnvironmentVariable("SHARENCRYPT_UNDER_TEST") is null;
}
