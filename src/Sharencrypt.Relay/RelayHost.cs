namespace Sharencrypt.Relay;

/// <summary>The relay's one entry point, for its own program and for <c>sharencrypt relay</c>.</summary>
public static class RelayHost
{
    /// <summary>Runs the relay until it is told to stop.</summary>
    /// <param name="args">Configuration as <c>--name value</c> pairs, for example <c>--urls http://localhost:8080</c>.</param>
    /// <param name="cancellationToken">Stops the relay in the same orderly way as SIGTERM or Ctrl-C.</param>
    /// <returns>The exit code of the process: 0 after an orderly stop.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);

        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddHealthChecks();

        await using var app = builder.Build();
        app.MapHealthChecks("/health");

        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
