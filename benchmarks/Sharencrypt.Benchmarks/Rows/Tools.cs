namespace Sharencrypt.Benchmarks.Rows;

/// <summary>The programs that ours is compared with, and where they come from.</summary>
internal static class Tools
{
    /// <summary>The npm package of that name, installed in <c>web/</c>: not a program, but needed like one.</summary>
    public const string NodeWebSockets = "ws";

    private static readonly string[] SystemFolders = ["/usr/sbin", "/sbin"];

    /// <summary>The root of the tree: what is built lies in <c>artifacts/bin/PROJECT/release</c> below it.</summary>
    public static string Tree { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    /// <summary>The scripts for Node.</summary>
    public static string NodePeer { get; } = Path.Combine(Tree, "benchmarks", "node-peer");

    public static bool IsThere(string tool) =>
        tool == NodeWebSockets ? Directory.Exists(Path.Combine(Tree, "web", "node_modules", tool)) : Find(tool) is not null;

    /// <summary>The full path of a program: sshd insists on being started by it.</summary>
    public static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(SystemFolders)
        .Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);

    /// <summary>The Debian package of a program, as the script beside the tree installs it.</summary>
    public static string PackageOf(string tool) => tool switch
    {
        "node" => "nodejs",
        "age-keygen" => "age",
        "scp" or "ssh-keygen" => "openssh-client",
        "sshd" => "openssh-server",
        NodeWebSockets => "npm:ws",
        _ => tool,
    };
}
