using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>Runs a command and turns whatever happens into words and an exit code.</summary>
internal static class CommandRun
{
    public static async Task<int> RunAsync(bool json, Func<Talk, CancellationToken, Task<ExitCode>> command)
    {
        using var signals = new Signals();
        using var heap = new SteadyHeap();
        var talk = Talk.For(json);
        try
        {
            return (int)await command(talk, signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            talk.Error(ExitCode.Interrupted, "interrupted", "Cancelled.", null);
            return (int)ExitCode.Interrupted;
        }
        catch (UsageException exception)
        {
            talk.Error(ExitCode.Usage, "usage", exception.Message, exception.NextStep);
            return (int)ExitCode.Usage;
        }
        catch (ShareException exception)
        {
            var exit = ExitCodes.Of(exception.Code);
            talk.Error(exit, System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(exception.Code.ToString()), exception.Message, exception.NextStep);
            return (int)exit;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            talk.Error(ExitCode.Internal, "internal", $"This program has a fault: {exception.Message}", "Please report it, with what you did.");
            return (int)ExitCode.Internal;
        }
    }
}
