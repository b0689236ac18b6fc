using Sharencrypt.Relay.Configuration;

namespace Sharencrypt.Relay;

/// <summary>The relay's one entry point, for its own program and for <c>sharencrypt relay</c>.</summary>
public static partial class RelayHost
{
    private const int Fine = 0;
    private const int CouldNotStart = 1;
    private const int WrongSettings = 2;
    private const string EnvironmentPrefix = "SHARENCRYPT_RELAY__";
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Runs the relay until it is told to stop. Settings come, the later before the earlier, from a file named by
    /// <c>--config</c>, from environment variables that begin with <c>SHARENCRYPT_RELAY__</c> and from the arguments.
    /// </summary>
    /// <param name="args">Settings as <c>--name value</c> or <c>--name=value</c>, for example <c>--urls http://localhost:8080</c>.</param>
    /// <param name="cancellationToken">Stops the relay in the same orderly way as SIGTERM or Ctrl-C.</param>
    /// <returns>The exit code of the process: 0 after an orderly stop, 1 when it could not start, 2 for wrong settings.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);

        var commandLine = CommandLine.Parse(args);
        if (commandLine.Mistake is { } mistake)
        {
            return await WrongAsync([mistake]);
        }

        if (!TryConfigure(commandLine, out var configuration, out var problem))
        {
            return await WrongAsync([problem]);
        }

        var reader = new SettingsReader(configuration);
        var options = RelayOptions.Read(reader);
        if (commandLine.WantsHelp)
        {
            await Console.Out.WriteLineAsync(Usage.Of(reader.Settings));
            return Fine;
        }

        return reader.Mistakes() is { Count: > 0 } mistakes
            ? await WrongAsync(mistakes)
            : await RunAsync(options, cancellationToken);
    }

    private static async Task<int> RunAsync(RelayOptions options, CancellationToken cancellationToken)
    {
        // The threads that wait for sockets deal with what arrives (decision 0018). .NET looks when the first socket is made.
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }

        await using var app = RelayApplication.Build(options, TimeProvider.System);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fine;
        }
        catch (Exception failed) when (failed is IOException or InvalidOperationException or ArgumentException
            or System.Security.Cryptography.CryptographicException)
        {
            await Console.Error.WriteLineAsync($"The relay could not start: {failed.Message}");
            return CouldNotStart;
        }

        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Sharencrypt.Relay");
        foreach (var url in app.Urls)
        {
            LogListening(logger, url);
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return Fine;
    }

    private static bool TryConfigure(CommandLine commandLine, out IConfiguration configuration, out string problem)
    {
        var builder = new ConfigurationBuilder();
        if (commandLine.ConfigFile is { } file)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables(EnvironmentPrefix).AddInMemoryCollection(commandLine.Settings);
        try
        {
            (configuration, problem) = (builder.Build(), string.Empty);
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or FormatException
            or UnauthorizedAccessException)
        {
            configuration = new ConfigurationBuilder().Build();
            problem = $"The configuration file {commandLine.ConfigFile} cannot be read: {unreadable.Message}";
            return false;
        }
    }

    private static async Task<int> WrongAsync(IEnumerable<string> mistakes)
    {
        foreach (var mistake in mistakes)
        {
            await Console.Error.WriteLineAsync($"relay: {mistake}");
        }

        await Console.Error.WriteLineAsync("relay: --help lists all settings.");
        return WrongSettings;
    }

    [LoggerMessage(1200, LogLevel.Information, "The relay listens on {Url}")]
    private static partial void LogListening(ILogger logger, string url);
}
