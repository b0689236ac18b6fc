namespace Sharencrypt.Relay.Configuration;

/// <summary>The relay's command line: <c>--name value</c> or <c>--name=value</c> for any setting, and few words besides.</summary>
internal sealed record CommandLine
{
    /// <summary>The configuration file, if one was named.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Whether only the settings are to be listed.</summary>
    public bool WantsHelp { get; init; }

    /// <summary>Settings by name.</summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Mistake { get; init; }

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < args.Count; index++)
        {
            if (args[index] is "--help" or "-h")
            {
                return new CommandLine { Settings = settings, WantsHelp = true };
            }

            if (!args[index].StartsWith("--", StringComparison.Ordinal))
            {
                return Wrong($"'{args[index]}' is no option; options look like --urls http://localhost:8080.");
            }

            var equals = args[index].IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && index + 1 == args.Count)
            {
                return Wrong($"{args[index]} has no value.");
            }

            var name = NameOf(equals < 0 ? args[index] : args[index][..equals]);
            settings[name] = equals < 0 ? args[++index] : args[index][(equals + 1)..];
        }

        settings.Remove("config", out var configFile);
        return new CommandLine { Settings = settings, ConfigFile = configFile };
    }

    private static CommandLine Wrong(string mistake) =>
        new() { Settings = new Dictionary<string, string?>(), Mistake = mistake };

    // --max-rooms and --maxRooms are the same; --listen is what people try first.
    private static string NameOf(string option)
    {
        var name = option[2..].Replace("-", string.Empty, StringComparison.Ordinal);
        return string.Equals(name, "listen", StringComparison.OrdinalIgnoreCase) ? "urls" : name;
    }
}
