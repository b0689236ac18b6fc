namespace Sharencrypt.Architecture.Tests;

/// <summary>The arrows of the house, each as a question about one outside type: may this room name it?</summary>
internal static class ArrowRule
{
    // Bytes in, decision out: no socket, no file, no task, no framework beyond the runtime itself.
    private static readonly string[] OutsideProtocol =
    [
        "System.Net", "System.IO.Pipelines", "System.Threading.Tasks", "Microsoft",
    ];

    // The types of System.IO that touch a disk. Its exceptions and Stream's own kind (MemoryStream) do not.
    private static readonly string[] FileTypes =
    [
        "File", "FileInfo", "FileStream", "Directory", "DirectoryInfo", "DriveInfo", "FileSystemInfo",
        "FileSystemWatcher", "RandomAccess", "StreamReader", "StreamWriter", "Path",
    ];

    public static bool ProtocolMayName(TypeName type) =>
        !OutsideProtocol.Any(type.IsIn)
        && !(type.Namespace == "System.IO" && FileTypes.Contains(type.Name, StringComparer.Ordinal));

    public static bool RelayMayName(TypeName type) =>
        !type.IsIn("Sharencrypt.Protocol")
        || type.Namespace == "Sharencrypt.Protocol"
        || type.IsIn("Sharencrypt.Protocol.Relay");

    public static bool CliMayName(TypeName type) =>
        !type.IsIn("Sharencrypt.Protocol")
        && (!type.IsIn("Sharencrypt.Relay") || type.ToString() == "Sharencrypt.Relay.RelayHost");

    public static bool ClientMayName(TypeName type) =>
        !type.IsIn("Sharencrypt.Relay") && !type.IsIn("Sharencrypt.Cli") && !type.IsIn("Microsoft.AspNetCore");

    public static bool ReferenceMayName(TypeName type) => !type.IsIn("Sharencrypt");
}
