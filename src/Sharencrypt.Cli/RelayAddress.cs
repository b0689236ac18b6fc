using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sharencrypt.Cli;

/// <summary>Where the relay is: --relay, SHARENCRYPT_RELAY, the config file, else this machine.</summary>
internal sealed record RelayAddress(Uri Uri, bool IsDefault)
{
    public const string Variable = "SHARENCRYPT_RELAY";

    private static readonly Uri Local = new("http://localhost:8080/");

    /// <summary>The config file: <c>sharencrypt/config.json</c> in the system's folder for settings.</summary>
    public static string ConfigPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "sharencrypt", "config.json");

    public static RelayAddress Find(string? option)
    {
        if (option is not null)
        {
            return new RelayAddress(Parse(option, "--relay"), IsDefault: false);
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable)
        {
            return new RelayAddress(Parse(variable, Variable), IsDefault: false);
        }

        return ReadConfig() is { } configured
            ? new RelayAddress(Parse(configured, ConfigPath), IsDefault: false)
            : new RelayAddress(Local, IsDefault: true);
    }

    private static Uri Parse(string text, string source)
    {
        var isBare = !text.Contains("://", StringComparison.Ordinal);
        return Uri.TryCreate(isBare ? "https://" + text : text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? uri
            : throw new UsageException($"The relay address in {source} is not an address: “{text}”.", "It looks like https://relay.example or http://localhost:8080.");
    }

    private static string? ReadConfig()
    {
        if (!File.Exists(ConfigPath))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(ConfigPath), ConfigContext.Default.ConfigFile)?.Relay;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The config file {ConfigPath} cannot be read: {exception.Message}", "It holds for example: { \"relay\": \"https://relay.example\" }");
        }
    }
}

/// <summary>What the config file may hold.</summary>
internal sealed class ConfigFile
{
    public string? Relay { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ConfigFile))]
internal sealed partial class ConfigContext : JsonSerializerContext;
