namespace Sharencrypt.EndToEnd.Tests;

/// <summary>Where the build put what these tests start.</summary>
internal static class Tree
{
    // artifacts/bin/<project>/<configuration>/
    private static readonly DirectoryInfo Output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string SharencryptPath { get; } = Path.Combine(
        Output.Parent!.Parent!.FullName,
        "Sharencrypt.Cli",
        Output.Name,
        OperatingSystem.IsWindows() ? "sharencrypt.exe" : "sharencrypt");
}
