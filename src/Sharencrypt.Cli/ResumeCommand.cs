using System.CommandLine;
using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary><c>sharencrypt resume</c>, which sending and receiving use, too, when the same command is given again.</summary>
internal sealed class ResumeCommand
{
    private const string Again = "again";
    private const string Leave = "leave";
    private const string Stop = "stop";

    private readonly Argument<string?> _which = new("transfer") { Description = "Its code, or the beginning of its id, when there are several.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _changed = ChangedOption();
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Ask nothing." };
    private readonly Option<bool> _json = new("--json") { Description = "Say everything as JSON, one object a line, on standard output." };

    public static Option<string?> ChangedOption()
    {
        var option = new Option<string?>("--changed") { Description = "Going on: what to do with files that changed since: send them again, leave them out, or stop.", HelpName = "again|leave|stop" };
        option.AcceptOnlyFromAmong(Again, Leave, Stop);
        return option;
    }

    public static Command Create()
    {
        var resume = new ResumeCommand();
        var command = new Command("resume", "Go on with an unfinished transfer, sent or received. The other side does the same, if its command has ended, too.") { resume._which, resume._changed, resume._yes, resume._json };
        command.SetAction((result, _) => CommandRun.RunAsync(result.GetValue(resume._json), (talk, cancellationToken) => resume.RunAsync(result, talk, cancellationToken)));
        return command;
    }

    /// <summary>Goes on with a transfer to its end.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="transfer">Which.</param>
    /// <param name="changed">What was said about changed files: again, leave, stop, or null to ask.</param>
    /// <param name="mayAsk">Whether questions are welcome.</param>
    /// <param name="talk">Says what happens.</param>
    /// <param name="cancellationToken">Stops for now.</param>
    public static async Task<ExitCode> ContinueAsync(TransferStore store, UnfinishedTransfer transfer, string? changed, bool mayAsk, Talk talk, CancellationToken cancellationToken)
    {
        talk.Resuming(transfer);
        var policy = ChooseAboutChanged(store.FindChanged(transfer), changed, mayAsk, talk);
        var options = ShareOptions.Default with { ClientName = Product.Name, CacheFolder = CacheFolder.Path, Status = talk, Store = store };
        return await KeptTransfer.RunAsync(store, transfer.Code, talk, async () =>
        {
            await using var session = await ShareSession.ResumeAsync(transfer, options, cancellationToken);
            try
            {
                var summary = await talk.ShowProgressAsync(
                    transfer.IsSending ? "Sending" : "Receiving",
                    progress => session.ContinueAsync(policy, progress, new StartsAgain(talk), cancellationToken));
                talk.Done(summary, transfer.IsSending);
                return summary.Failed.Count == 0 ? ExitCode.Success : ExitCode.Partial;
            }
            finally
            {
                await session.CloseAsync();
            }
        });
    }

    private async Task<ExitCode> RunAsync(ParseResult result, Talk talk, CancellationToken cancellationToken)
    {
        var store = StateFolder.Open();
        var transfer = Choose(store.List(), result.GetValue(_which));
        return await ContinueAsync(store, transfer, result.GetValue(_changed), !result.GetValue(_yes), talk, cancellationToken);
    }

    private static UnfinishedTransfer Choose(IReadOnlyList<UnfinishedTransfer> all, string? which)
    {
        var found = which is null ? all.Where(transfer => !transfer.IsRunning).ToList() : UnfinishedTransfers.Find(all, which);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ShareException(
                ShareErrorCode.NothingToResume,
                which is null ? "There is no unfinished transfer." : $"There is no unfinished transfer “{which}”.",
                "See: sharencrypt transfers"),
            _ => throw new UsageException("There are several unfinished transfers.", "Name one by its code or id. See: sharencrypt transfers"),
        };
    }

    private static ChangedFiles ChooseAboutChanged(IReadOnlyList<string> names, string? said, bool mayAsk, Talk talk)
    {
        if (names.Count == 0)
        {
            return ChangedFiles.SendAgain;
        }

        var list = string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
        talk.Say($"Changed or gone since the transfer began: {list}");
        while (true)
        {
            switch (said)
            {
                case Leave:
                    return ChangedFiles.LeaveOut;
                case Again:
                    return ChangedFiles.SendAgain;
                case Stop:
                    throw new ShareException(ShareErrorCode.SourceChanged, $"Files changed since the transfer began: {list}.", "Go on with --changed again or --changed leave.");
                case null when !mayAsk || !talk.CanAsk:
                    return ChangedFiles.SendAgain;
                default:
                    said = talk.Ask("Send them (a)gain from the beginning, (l)eave them out, or (s)top?")?.Trim().ToUpperInvariant() switch
                    {
                        "A" or "AGAIN" => Again,
                        "L" or "LEAVE" => Leave,
                        "S" or "STOP" or null => Stop,
                        _ => "",
                    };
                    break;
            }
        }
    }

    private sealed class StartsAgain(Talk talk) : IProgress<IReadOnlyList<string>>
    {
        public void Report(IReadOnlyList<string> value) => talk.StartsAgain(value);
    }
}
