using System.CommandLine;
using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary><c>sharencrypt transfers</c>: lists and discards what is unfinished.</summary>
internal sealed class TransfersCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line on standard output.", Recursive = true };
    private readonly Argument<string?> _which = new("transfer") { Description = "Its code, or the beginning of its id.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _all = new("--all") { Description = "All of them." };

    public static Command Create()
    {
        var transfers = new TransfersCommand();
        var list = new Command("list", "List unfinished transfers.");
        list.SetAction((result, _) => transfers.Run(result, transfers.List));
        var discard = new Command("discard", "Forget an unfinished transfer and remove what has arrived of it.") { transfers._which, transfers._all };
        discard.SetAction((result, _) => transfers.Run(result, talk => transfers.Discard(result, talk)));
        var resume = ResumeCommand.Create();
        var command = new Command("transfers", "List, resume and discard unfinished transfers.") { list, resume, discard, transfers._json };
        command.SetAction((result, _) => transfers.Run(result, transfers.List));
        return command;
    }

    private Task<int> Run(ParseResult result, Func<Talk, ExitCode> action) =>
        CommandRun.RunAsync(result.GetValue(_json), (talk, _) => Task.FromResult(action(talk)));

    private ExitCode List(Talk talk)
    {
        var all = StateFolder.Open().List();
        foreach (var transfer in all)
        {
            talk.Unfinished(transfer);
        }

        talk.Say(all.Count == 0 ? "There is no unfinished transfer." : "Go on: sharencrypt resume CODE. Forget: sharencrypt transfers discard CODE.");
        return ExitCode.Success;
    }

    private ExitCode Discard(ParseResult result, Talk talk)
    {
        var store = StateFolder.Open();
        var which = result.GetValue(_which);
        if (which is null != result.GetValue(_all))
        {
            throw new UsageException("Either one transfer is discarded, or --all.", "See: sharencrypt transfers");
        }

        var found = which is null ? store.List() : UnfinishedTransfers.Find(store.List(), which);
        if (found.Count == 0)
        {
            throw new ShareException(ShareErrorCode.NothingToResume, which is null ? "There is no unfinished transfer." : $"There is no unfinished transfer “{which}”.", "See: sharencrypt transfers");
        }

        foreach (var transfer in found)
        {
            if (!store.TryDiscard(transfer))
            {
                throw new ShareException(ShareErrorCode.NothingToResume, $"A process works on the transfer {transfer.Code}.", "Stop it first.");
            }

            talk.Say($"Discarded {transfer.Code}.");
        }

        return ExitCode.Success;
    }
}
