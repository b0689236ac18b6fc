using System.Reflection;

namespace Sharencrypt.Cli;

/// <summary>What this program calls itself.</summary>
internal static class Product
{
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static string Name { get; } = $"sharencrypt {Version}";
}
