using System.Globalization;
using QRCoder;
using Sharencrypt.Client;
using Spectre.Console;

namespace Sharencrypt.Cli;

/// <summary>Speaks to a person: everything on standard error, so that standard output stays data.</summary>
internal sealed class PersonTalk : Talk
{
    private const int MostEntries = 40;

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly Lock _writing = new();
    private volatile TransferProgress? _last;

    public override bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public override void Sending(ShareContent content, string what)
    {
        Say($"Sending {what}");
        foreach (var left in content.LeftOut)
        {
            Say($"  left out {left}");
        }
    }

    public override void Code(string code, string command, string link, bool showQr)
    {
        Say("");
        Say($"Code: {code}");
        Say("");
        Say("On the other computer, run:");
        Say($"  {command}");
        Say("");
        Say($"Link: {link}");
        if (showQr && !Console.IsErrorRedirected)
        {
            using var data = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.L);
            using var code2 = new AsciiQRCode(data);
            Say(code2.GetGraphicSmall());
        }

        Say("");
        Say("Waiting for the other side. Keep this running; Ctrl-C cancels.");
    }

    public override void PeerIsHere(string phrase, bool showPhrase)
    {
        Say("The other side is here.");
        if (showPhrase)
        {
            Say($"Verification phrase: {phrase}");
        }
    }

    public override void Resuming(UnfinishedTransfer transfer)
    {
        Say($"Going on with {Describe(transfer)}.");
        Say(transfer.IsComplete ? "Everything has arrived; the other side may not know it yet." : $"{Safe(transfer.SafeBytes, transfer.Bytes)} Waiting for the other side: its command runs, or is started again in the same way.");
    }

    public override void StartsAgain(IReadOnlyList<string> names) =>
        Say($"Changed on the sender's side, so it starts again: {string.Join(", ", names.Take(MostEntries))}{(names.Count > MostEntries ? $" and {names.Count - MostEntries} more" : "")}");

    public override void Kept(UnfinishedTransfer transfer)
    {
        Say($"What has arrived is kept until {transfer.ExpiresAt.LocalDateTime:yyyy-MM-dd HH:mm}. To go on: sharencrypt resume {transfer.Id[..8]}");
        Say($"The other side does the same if its command has ended, too. To forget it: sharencrypt transfers discard {transfer.Id[..8]}");
    }

    public override void Unfinished(UnfinishedTransfer transfer)
    {
        Say($"{transfer.Id[..8]}  {Describe(transfer)}{(transfer.IsRunning ? "  (running)" : "")}");
        Say($"          begun {transfer.StartedAt.LocalDateTime:yyyy-MM-dd HH:mm}, kept until {transfer.ExpiresAt.LocalDateTime:yyyy-MM-dd HH:mm}. {(transfer.IsComplete ? "Everything has arrived." : Safe(transfer.SafeBytes, transfer.Bytes))}");
    }

    public override void Offer(IncomingOffer offer, string destination)
    {
        var bytes = offer.TotalBytes is { } total ? ByteText.Of(total) : "unknown length";
        switch (offer.Kind)
        {
            case OfferKind.Text:
                Say($"The other side sends a text, {bytes}.");
                break;
            case OfferKind.Stream:
                Say($"The other side sends a stream of {bytes}{(offer.SuggestedName.Length > 0 ? $", called “{offer.SuggestedName}”" : "")} into {destination}.");
                break;
            default:
                Say($"The other side offers {Count(offer.FileCount)}, {bytes}, into {destination}:");
                ListEntries(offer.Entries);
                break;
        }
    }

    public override async Task<TransferSummary> ShowProgressAsync(string what, Func<IProgress<TransferProgress>, Task<TransferSummary>> transfer)
    {
        if (Console.IsErrorRedirected)
        {
            return await transfer(new Watch(this, null));
        }

        var view = new ProgressView(what, TimeProvider.System);
        return await view.RunAsync(_console, progress => transfer(new Watch(this, progress)));
    }

    public override void Done(TransferSummary summary, bool isSender)
    {
        var seconds = Math.Max(summary.Elapsed.TotalSeconds, 0.001);
        var took = string.Create(CultureInfo.InvariantCulture, $"{ByteText.Of(summary.Bytes)} in {seconds:0.0} s, {ByteText.Of((long)(summary.Bytes / seconds))}/s");
        foreach (var failed in summary.Failed)
        {
            Say($"Not delivered: {failed.Path} ({failed.Reason} while it was sent)");
        }

        foreach (var saved in summary.Saved)
        {
            Say($"Saved {saved}");
        }

        Say(isSender ? $"Arrived and verified: {took}." : $"Received and verified: {took}.");
        if (summary.Failed.Count > 0)
        {
            Say(isSender ? "Send the files above again once they no longer change." : "Ask the sender to send the files above again.");
        }
    }

    public override void Error(ExitCode exit, string id, string message, string? nextStep)
    {
        Say($"Error: {message}");
        if (nextStep is not null)
        {
            Say(nextStep);
        }
    }

    public override void Say(string line)
    {
        lock (_writing)
        {
            Console.Error.WriteLine(line);
        }
    }

    public override string? Ask(string question)
    {
        if (!CanAsk)
        {
            return null;
        }

        Console.Error.Write(question + " ");
        return Console.ReadLine();
    }

    public override void Report(ShareStatus value)
    {
        var line = value.Kind switch
        {
            ShareStatusKind.WrongGuess => $"Somebody tried a wrong code ({value.Count} of 3).",
            ShareStatusKind.RelayLost => $"No connection to the relay; reconnecting. {SafeNow()}",
            ShareStatusKind.RelayBack => "Connected again.",
            ShareStatusKind.PeerAway => $"The other side has no connection; waiting. {SafeNow()}",
            ShareStatusKind.PeerBack => "They are back.",
            ShareStatusKind.ClockWrong => $"This machine's clock is {Hours(value.Difference)} the relay's. Transfers work all the same, but secure connections may fail: set the clock.",
            ShareStatusKind.TransportChanged => value.Transport switch
            {
                ShareTransport.HttpStreaming => "Connected over HTTP: something on this network blocks WebSocket.",
                ShareTransport.HttpPolling => "Connected over HTTP, request by request: something on this network blocks WebSocket and holds answers back.",
                _ => "Connected by WebSocket again.",
            },
            _ => null,
        };
        if (line is not null)
        {
            Say(line);
        }
    }

    private static string Describe(UnfinishedTransfer transfer) =>
        $"{(transfer.IsSending ? "sending" : "receiving")} {string.Join(", ", transfer.Names.Take(3))}{(transfer.Names.Count > 3 ? $" and {transfer.Names.Count - 3} more" : "")} ({Count(transfer.Files)}, {ByteText.Of(transfer.Bytes)}), code {transfer.Code}"
        + (transfer.IsSending ? "" : $", into {Printable(transfer.Folder)}");

    private static string Printable(string path) => new([.. path.Select(character => char.IsControl(character) ? '?' : character)]);

    /// <summary>How much is safe, cut off rather than rounded: 100 % is said when all is there, not before.</summary>
    private static string Safe(long confirmed, long? total) => total is > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(confirmed * 100.0 / total.Value):0} % is safe.")
        : $"{ByteText.Of(confirmed)} are safe.";

    private string SafeNow() => _last is { } last ? Safe(last.ConfirmedBytes, last.TotalBytes) : "Nothing is lost.";

    private static string Hours(TimeSpan difference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(difference.Duration() >= TimeSpan.FromHours(1) ? $"{difference.Duration().TotalHours:0.0} hours" : $"{difference.Duration().TotalMinutes:0} minutes")} {(difference > TimeSpan.Zero ? "ahead of" : "behind")}");

    private static string Count(int files) => files == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{files:N0} files");

    private void ListEntries(IReadOnlyList<OfferEntry> entries)
    {
        // Every top-level path is shown, as long as that can be read; hidden and executable ones are never left out.
        var shown = entries.Where((entry, index) => index < MostEntries || entry.IsHidden || entry.IsExecutable).ToList();
        foreach (var entry in shown)
        {
            var count = entry.IsFolder ? $"  {Count(entry.Files)}" : "";
            var marks = (entry.IsHidden, entry.IsExecutable) switch
            {
                (true, true) => "  [hidden, executable]",
                (true, false) => "  [hidden]",
                (false, true) => "  [executable]",
                _ => "",
            };
            Say($"  {entry.Name}{(entry.IsFolder ? "/" : "")}  {ByteText.Of(entry.Bytes)}{count}{marks}");
        }

        if (shown.Count < entries.Count)
        {
            Say($"  and {entries.Count - shown.Count} more at the top level (none hidden or executable)");
        }
    }

    /// <summary>Remembers how far it is, for what is said about lost connections.</summary>
    private sealed class Watch(PersonTalk talk, IProgress<TransferProgress>? next) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            talk._last = value;
            next?.Report(value);
        }
    }
}
