using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>Runs a transfer and, when it does not come to its end, tells how to go on with it.</summary>
internal static class KeptTransfer
{
    /// <param name="store">Where it would be kept; null for nowhere.</param>
    /// <param name="code">Under which the two met.</param>
    /// <param name="talk">Is told.</param>
    /// <param name="transfer">The run.</param>
    public static async Task<ExitCode> RunAsync(TransferStore? store, string code, Talk talk, Func<Task<ExitCode>> transfer)
    {
        try
        {
            return await transfer();
        }
        catch (Exception exception) when (exception is ShareException or OperationCanceledException && store is not null)
        {
            if (store.List().FirstOrDefault(kept => kept.IsUnder(code) && !kept.IsRunning && kept.IsAccepted) is { } kept)
            {
                talk.Kept(kept);
            }

            throw;
        }
    }
}
