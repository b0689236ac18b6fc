using System.CommandLine;
using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary><c>sharencrypt receive</c>.</summary>
internal sealed class ReceiveCommand
{
    private const string StandardOutput = "-";

    private readonly CommonOptions _common = new();
    private readonly Argument<string?> _code = new("code") { Description = "The code or link. Without it: SHARENCRYPT_CODE, standard input, or you are asked. (Other users of this machine can see arguments.)", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _out = new("--out", "-o") { Description = "The folder to receive into, made if needed; - for standard output.", DefaultValueFactory = _ => "." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace files of the same name; merge folders." };
    private readonly Option<bool> _rename = new("--rename") { Description = "Receive under another name when something of that name is there." };
    private readonly Option<bool> _skip = new("--skip") { Description = "Keep files that are there; merge folders." };

    public static Command Create()
    {
        var receive = new ReceiveCommand();
        var command = new Command("receive", "Receive what the other side sends under a code or link.") { receive._code, receive._out, receive._overwrite, receive._rename, receive._skip };
        receive._common.AddTo(command);
        command.SetAction((result, _) => CommandRun.RunAsync(receive._common.Json(result), (talk, cancellationToken) => receive.RunAsync(result, talk, cancellationToken)));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult result, Talk talk, CancellationToken cancellationToken)
    {
        var conflicts = Conflicts(result);
        var store = _common.Store(result);
        var code = await ReadCodeAsync(result.GetValue(_code), cancellationToken);
        if (!_common.New(result) && FindUnfinished(store, code) is { } unfinished)
        {
            talk.Say("This code was being received before, so it goes on. With --new it would begin anew.");
            return await ResumeCommand.ContinueAsync(store!, unfinished, changed: null, !_common.Yes(result), talk, cancellationToken);
        }

        var options = ShareOptions.Default with { Relays = _common.Relays(result).Uris, ClientName = Product.Name, CacheFolder = CacheFolder.Path, Status = talk, Store = store };
        await using var session = await JoinAsync(code, options, talk, cancellationToken);
        _common.Greet(result, talk, await session.WaitForPeerAsync(cancellationToken));
        return await KeptTransfer.RunAsync(store, session.Code, talk, async () =>
        {
            try
            {
                var offer = await session.ReceiveOfferAsync(cancellationToken)
                    ?? throw new ShareException(ShareErrorCode.PeerLeft, "The other side left without sending anything.", "Ask them.");
                return await TakeAsync(result, talk, offer, conflicts, cancellationToken);
            }
            finally
            {
                await session.CloseAsync();
            }
        });
    }

    private static UnfinishedTransfer? FindUnfinished(TransferStore? store, string? code)
    {
        try
        {
            return code is null ? null : store?.FindReceiving(code);
        }
        catch (ShareException exception) when (exception.Code == ShareErrorCode.CodeMalformed)
        {
            return null; // Joining says what is wrong with it, and asks again.
        }
    }

    /// <summary>The code as it was given; null when its person has to be asked.</summary>
    private static async Task<string?> ReadCodeAsync(string? argument, CancellationToken cancellationToken)
    {
        var code = argument ?? Environment.GetEnvironmentVariable("SHARENCRYPT_CODE");
        if (string.IsNullOrWhiteSpace(code) && Console.IsInputRedirected)
        {
            code = await Console.In.ReadLineAsync(cancellationToken);
        }

        return string.IsNullOrWhiteSpace(code) ? null : code;
    }

    private async Task<ExitCode> TakeAsync(ParseResult result, Talk talk, IncomingOffer offer, ConflictPolicy? conflicts, CancellationToken cancellationToken)
    {
        var destination = result.GetValue(_out)!; // It has a default.
        talk.Offer(offer, destination == StandardOutput ? "standard output" : Path.GetFullPath(destination));
        var target = await ChooseTargetAsync(result, talk, offer, destination, conflicts);
        if (target is null)
        {
            await offer.DeclineAsync();
            talk.Say("Declined; the other side was told.");
            return ExitCode.Declined;
        }

        var summary = await talk.ShowProgressAsync("Receiving", progress => offer.AcceptAsync(target, progress, cancellationToken));
        if (summary.Text is { } text && !_common.Json(result))
        {
            TextOutput.Write(text);
        }

        talk.Done(summary, isSender: false);
        return summary.Failed.Count == 0 ? ExitCode.Success : ExitCode.Partial;
    }

    /// <summary>Where it goes; null when the person does not want it.</summary>
    private async Task<ReceiveTarget?> ChooseTargetAsync(ParseResult result, Talk talk, IncomingOffer offer, string destination, ConflictPolicy? conflicts)
    {
        if (destination == StandardOutput)
        {
            // Whoever names standard output has decided: nothing is written to a disk.
            return _common.Json(result)
                ? throw await RefuseAsync(offer, "--json and --out - both want standard output.", "Leave out one of them.")
                : ReceiveTarget.Stream(Console.OpenStandardOutput());
        }

        if (offer.Kind == OfferKind.Text)
        {
            return ReceiveTarget.Text();
        }

        if (!_common.Yes(result))
        {
            if (!talk.CanAsk)
            {
                throw await RefuseAsync(offer, "There is no terminal to ask whether to accept.", "Add --yes to accept without asking.");
            }

            if (!Answers.IsYes(talk.Ask("Accept? [Y/n]"), byDefault: true))
            {
                return null;
            }
        }

        if (conflicts is null && talk.CanAsk && !_common.Yes(result) && ReceiveTarget.FindConflicts(destination, offer) is { Count: > 0 } taken)
        {
            conflicts = AskAboutConflicts(talk, taken);
            if (conflicts is null)
            {
                return null;
            }
        }

        return ReceiveTarget.Folder(destination, conflicts ?? ConflictPolicy.Refuse);
    }

    private static async Task<UsageException> RefuseAsync(IncomingOffer offer, string message, string nextStep)
    {
        await offer.DeclineAsync();
        return new UsageException(message, nextStep);
    }

    private static ConflictPolicy? AskAboutConflicts(Talk talk, IReadOnlyList<string> taken)
    {
        var names = string.Join(", ", taken.Take(5)) + (taken.Count > 5 ? $" and {taken.Count - 5} more" : "");
        while (true)
        {
            switch (talk.Ask($"Already there: {names}. (o)verwrite, (r)ename, (s)kip or (c)ancel?")?.Trim().ToUpperInvariant())
            {
                case "O":
                    return ConflictPolicy.Overwrite;
                case "R":
                    return ConflictPolicy.Rename;
                case "S":
                    return ConflictPolicy.Skip;
                case "C" or null:
                    return null;
                default:
                    break;
            }
        }
    }

    private ConflictPolicy? Conflicts(ParseResult result)
    {
        ConflictPolicy[] wanted =
        [
            .. result.GetValue(_overwrite) ? [ConflictPolicy.Overwrite] : Array.Empty<ConflictPolicy>(),
            .. result.GetValue(_rename) ? [ConflictPolicy.Rename] : Array.Empty<ConflictPolicy>(),
            .. result.GetValue(_skip) ? [ConflictPolicy.Skip] : Array.Empty<ConflictPolicy>(),
        ];
        return wanted.Length <= 1 ? (wanted.Length == 0 ? null : wanted[0])
            : throw new UsageException("--overwrite, --rename and --skip exclude each other.", "Choose one.");
    }

    /// <summary>Finds the code and joins; a mistyped one may be corrected at a terminal, since nothing was sent yet.</summary>
    private static async Task<ShareSession> JoinAsync(string? code, ShareOptions options, Talk talk, CancellationToken cancellationToken)
    {
        var isTyped = false;
        while (true)
        {
            if (string.IsNullOrWhiteSpace(code))
            {
                isTyped = talk.CanAsk;
                code = talk.Ask("Code or link:") ?? throw new UsageException("No code was given.", "Give it as an argument, in SHARENCRYPT_CODE, or on standard input.");
            }

            try
            {
                return await ShareSession.JoinAsync(code, options, cancellationToken);
            }
            catch (ShareException exception) when (isTyped && exception.Code == ShareErrorCode.CodeMalformed)
            {
                talk.Say($"{exception.Message} {exception.NextStep}");
                code = null;
            }
        }
    }
}
