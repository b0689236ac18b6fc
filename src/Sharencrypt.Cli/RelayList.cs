using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sharencrypt.Cli;

/// <summary>Where the relays are, in the order of preference: --relay, SHARENCRYPT_RELAY, the config file, else one on this machine.</summary>
internal sealed record RelayList(IReadOnlyList<Uri> Uris, bool IsDefault)
{
    public const string Variable = "SHARENCRYPT_RELAY";

    private const string Example = "It looks like https://relay.example or http://localhost:8080.";

    private static readonly Uri Local = new("http://localhost:8080/");

    /// <summary>The config file: <c>sharencrypt/config.json</c> in the system's folder for settings.</summary>
    public static string ConfigPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "sharencrypt", "config.json");

    /// <param name="options">What was given with --relay.</param>
    public static RelayList Find(params IReadOnlyList<string> options)
    {
        if (options.Count > 0)
        {
            return Parse(options, "--relay");
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable)
        {
            return Parse(variable.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), Variable);
        }

        return ReadConfig() is { } configured ? Parse(configured, ConfigPath) : new RelayList([Local], IsDefault: true);
    }

    /// <summary>What to type on the other side, where nothing is configured.</summary>
    /// <param name="code">The code, which may name the relay.</param>
    /// <param name="relay">The relay in use.</param>
    public string ReceiveLine(string code, Uri relay)
    {
        // The code tells host and port alone. With --relay beside it, scheme and path are known, too.
        var isSaid = code.Contains('@', StringComparison.Ordinal) && relay.AbsolutePath == "/" && relay.IsLoopback != (relay.Scheme == "https");
        return IsDefault || isSaid ? $"sharencrypt receive {code}" : $"sharencrypt receive --relay {relay.AbsoluteUri.TrimEnd('/')} {code}";
    }

    private static RelayList Parse(IReadOnlyList<string> texts, string source) => texts.Count > 0
        ? new RelayList([.. texts.Select(text => Parse(text, source)).Distinct()], IsDefault: false)
        : throw new UsageException($"There is no relay address in {source}.", Example);

    private static Uri Parse(string text, string source)
    {
        var isBare = !text.Contains("://", StringComparison.Ordinal);
        return Uri.TryCreate(isBare ? "https://" + text : text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? uri
            : throw new UsageException($"The relay address in {source} is not an address: “{text}”.", Example);
    }

    private static IReadOnlyList<string>? ReadConfig()
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
    [JsonConverter(typeof(OneOrMoreTexts))]
    public IReadOnlyList<string>? Relay { get; set; }
}

/// <summary>A string, or a list of strings.</summary>
internal sealed class OneOrMoreTexts : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return [Text(ref reader)];
        }

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(Text(ref reader));
        }

        return texts;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("A string, or a list of strings, is expected."); // A string is not null.
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ConfigFile))]
internal sealed partial class ConfigContext : JsonSerializerContext;
