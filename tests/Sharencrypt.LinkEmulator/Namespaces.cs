using System.Diagnostics;
using System.Globalization;

namespace Sharencrypt.LinkEmulator;

/// <summary>The two network namespaces at the ends of the link. Their names hold the process's id, so that those of a killed one are known.</summary>
internal static class Namespaces
{
    private const string Prefix = "sharencrypt-link-";

    public static string NameOf(char end) => $"{Prefix}{Environment.ProcessId}-{end}";

    /// <summary>Removes those of processes that are no more.</summary>
    public static void RemoveStale()
    {
        foreach (var name in Ip("netns", "list").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]))
        {
            var parts = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..].Split('-') : [];
            if (parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var process) && !Directory.Exists($"/proc/{process}"))
            {
                Ip("netns", "del", name);
            }
        }
    }

    /// <summary>Makes a namespace and moves a device into it.</summary>
    public static void Make(string name, string device, string address, int mtu)
    {
        Ip("netns", "add", name);
        Ip("link", "set", device, "netns", name);
        Ip("-n", name, "link", "set", "lo", "up");
        Ip("-n", name, "link", "set", device, "mtu", mtu.ToString(CultureInfo.InvariantCulture), "txqueuelen", "10000", "up");
        Ip("-n", name, "addr", "add", address, "dev", device);
    }

    public static void Remove(string name)
    {
        try
        {
            Ip("netns", "del", name);
        }
        catch (InvalidOperationException)
        {
            // It was never made, or somebody else was faster.
        }
    }

    private static string Ip(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("“ip” cannot be started");
        var errors = ip.StandardError.ReadToEndAsync();
        var output = ip.StandardOutput.ReadToEnd();
        ip.WaitForExit();
        return ip.ExitCode == 0 ? output : throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {errors.Result.Trim()}");
    }
}
