namespace Sharencrypt.Architecture.Tests;

/// <summary>The source tree that this build came from, and what the build put into it.</summary>
internal static class Tree
{
    private static readonly string[] NotOurs = ["artifacts", "node_modules", "dist", ".git"];

    // artifacts/bin/<project>/<configuration>/
    private static readonly DirectoryInfo Output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string Root { get; } = FindRoot(Output);

    public static string AssemblyPath(string project, string assembly) =>
        Path.Combine(Output.Parent!.Parent!.FullName, project, Output.Name, assembly + ".dll");

    /// <summary>The files below a folder of the tree whose name ends in <paramref name="extension"/>.</summary>
    public static IEnumerable<string> Files(string folder, string extension)
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start) ? Below(new DirectoryInfo(start), extension) : [];
    }

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static IEnumerable<string> Below(DirectoryInfo folder, string extension) =>
        folder.EnumerateFiles("*" + extension).Select(file => file.FullName)
            .Concat(folder.EnumerateDirectories()
                .Where(child => !NotOurs.Contains(child.Name, StringComparer.Ordinal) && child.LinkTarget is null)
                .SelectMany(child => Below(child, extension)));

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sharencrypt.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("These tests run from within the source tree.");
    }
}
