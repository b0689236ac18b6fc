using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>Which rules paths must pass on this machine.</summary>
internal static class LocalPathRules
{
    public static PathRules Current { get; } =
        OperatingSystem.IsWindows() ? PathRules.Windows : OperatingSystem.IsMacOS() ? PathRules.MacOS : PathRules.Unix;
}
