namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>Programs of this tree that were built together with the benchmarks.</summary>
internal static class Built
{
    public static string CommandLine() => PathOf("Sharencrypt.Cli", "sharencrypt");

    public static string LinkEmulator() => PathOf("Sharencrypt.LinkEmulator", "Sharencrypt.LinkEmulator");

    private static string PathOf(string project, string program)
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(output.Parent!.Parent!.FullName, project, output.Name, program);
    }
}
