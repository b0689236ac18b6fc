using System.CommandLine;
using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary><c>sharencrypt send</c>.</summary>
internal sealed class SendCommand
{
    private const string StandardInput = "-";

    private readonly CommonOptions _common = new();
    private readonly Argument<string[]> _paths = new("path") { Description = "Files and folders, any number; - for standard input.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _text = new("--text", "-t") { Description = "Send this text instead of files; - to read the text from standard input." };
    private readonly Option<string?> _code = new("--code", "-c") { Description = "A code of your own instead of a new one. The part before the first dash names the room and is known to the relay; the rest is the secret." };
    private readonly Option<int> _words = new("--words", "-w") { Description = "How many words the code has, 2 to 16.", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> _changed = ResumeCommand.ChangedOption();
    private readonly Option<bool> _noQr = new("--no-qr") { Description = "Show no QR code." };

    public static Command Create()
    {
        var send = new SendCommand();
        var command = new Command("send", "Send files, folders, a text or standard input. Prints a code for the other side.") { send._paths, send._text, send._code, send._words, send._changed, send._noQr };
        send._common.AddTo(command);
        command.SetAction((result, _) => CommandRun.RunAsync(send._common.Json(result), (talk, cancellationToken) => send.RunAsync(result, talk, cancellationToken)));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult result, Talk talk, CancellationToken cancellationToken)
    {
        var relays = _common.Relays(result);
        var words = result.GetValue(_words);
        if (words is < 2 or > 16)
        {
            throw new UsageException($"A code has 2 to 16 words, not {words}.", "For example: --words 4");
        }

        var store = _common.Store(result);
        var paths = result.GetValue(_paths) ?? [];
        if (!_common.New(result) && result.GetValue(_text) is null && paths.Length > 0 && store?.FindSending(paths) is { } unfinished)
        {
            talk.Say("This command was interrupted before, so it goes on. With --new it would begin anew, under another code.");
            return await ResumeCommand.ContinueAsync(store, unfinished, result.GetValue(_changed), !_common.Yes(result), talk, cancellationToken);
        }

        var options = ShareOptions.Default with
        {
            Relays = relays.Uris,
            Words = words,
            ChosenCode = result.GetValue(_code),
            ClientName = Product.Name,
            CacheFolder = CacheFolder.Path,
            Status = talk,
            Store = store,
        };
        var (session, content) = await OpenAsync(result, options, talk, cancellationToken);
        await using var leaving = session;
        if (session.Relay != relays.Uris[0])
        {
            talk.Say($"{relays.Uris[0].Authority} does not answer, or is slow: using {session.Relay.Authority}.");
        }

        talk.Code(session.Code, relays.ReceiveLine(session.Code, session.Relay), session.Link, showQr: !result.GetValue(_noQr));
        _common.Greet(result, talk, await session.WaitForPeerAsync(cancellationToken));
        return await KeptTransfer.RunAsync(store, session.Code, talk, async () =>
        {
            try
            {
                var summary = await talk.ShowProgressAsync("Sending", progress => session.SendAsync(content, progress, cancellationToken));
                talk.Done(summary, isSender: true);
                return summary.Failed.Count == 0 ? ExitCode.Success : ExitCode.Partial;
            }
            finally
            {
                await session.CloseAsync();
            }
        });
    }

    /// <summary>Opens a room and reads what is to be sent: files are looked at meanwhile, which takes as long when they are many.</summary>
    private async Task<(ShareSession Session, ShareContent Content)> OpenAsync(ParseResult result, ShareOptions options, Talk talk, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var opening = IsOfFiles(result) ? ShareSession.OpenAsync(options, giveUp.Token) : null;
        try
        {
            var (content, what) = await ReadContentAsync(result, cancellationToken);
            talk.Sending(content, what);
            return (await (opening ?? ShareSession.OpenAsync(options, cancellationToken)), content);
        }
        catch when (opening is { IsFaulted: false })
        {
            await giveUp.CancelAsync();
            await LeaveAsync(opening);
            throw;
        }
    }

    private static async Task LeaveAsync(Task<ShareSession> opening)
    {
        try
        {
            await (await opening).DisposeAsync();
        }
        catch (Exception exception) when (exception is ShareException or OperationCanceledException)
        {
            // Something else is being told already.
        }
    }

    private bool IsOfFiles(ParseResult result) =>
        result.GetValue(_text) is null && result.GetValue(_paths) is { Length: > 0 } paths && !paths.Contains(StandardInput);

    private async Task<(ShareContent Content, string What)> ReadContentAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var paths = result.GetValue(_paths) ?? [];
        var text = result.GetValue(_text);
        if (text is not null)
        {
            return paths.Length == 0 ? await ReadTextAsync(text, cancellationToken)
                : throw new UsageException("Either files or a text can be sent, not both at once.", "Leave out --text or the paths.");
        }

        if (paths is [StandardInput])
        {
            return (ShareContent.FromStream(Console.OpenStandardInput()), "standard input. It survives lost connections, but not the end of this command.");
        }

        if (paths.Length == 0 || paths.Contains(StandardInput))
        {
            throw new UsageException(
                paths.Length == 0 ? "There is nothing to send." : "Standard input is sent alone, not together with files.",
                "For example: sharencrypt send photo.jpg, sharencrypt send --text hello, or: tar c folder | sharencrypt send -");
        }

        var content = ShareContent.FromPaths(paths);
        var names = string.Join(", ", content.TopNames.Take(3)) + (content.TopNames.Count > 3 ? $" and {content.TopNames.Count - 3} more" : "");
        return (content, $"{(content.FileCount == 1 ? "1 file" : $"{content.FileCount} files")}, {ByteText.Of(content.TotalBytes ?? 0)}: {names}");
    }

    private static async Task<(ShareContent Content, string What)> ReadTextAsync(string text, CancellationToken cancellationToken)
    {
        if (text == StandardInput)
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            text = await input.ReadToEndAsync(cancellationToken);
        }

        try
        {
            var content = ShareContent.FromText(text);
            return (content, $"a text, {ByteText.Of(content.TotalBytes ?? 0)}");
        }
        catch (ArgumentException)
        {
            throw new UsageException("The text is longer than 16 MiB.", "Send it as a file.");
        }
    }
}
