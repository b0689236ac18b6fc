using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>Where unfinished transfers are kept: SHARENCRYPT_STATE, else the system's folder for such things.</summary>
internal static class StateFolder
{
    public const string Variable = "SHARENCRYPT_STATE";

    public static TransferStore Open() =>
        new(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Path.Combine(Parent(), "sharencrypt"));

    private static string Parent()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        }

        return Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state)
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".local", "state");
    }
}
