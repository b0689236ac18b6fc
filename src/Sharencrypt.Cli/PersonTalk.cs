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
            return await transfer(new Progress<TransferProgress>());
        }

        var view = new ProgressView(what, TimeProvider.System);
        return await view.RunAsync(_console, transfer);
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
            ShareStatusKind.RelayLost => "The connection to the relay dropped; reconnecting. What is confirmed is safe.",
            ShareStatusKind.RelayBack => "Connected again.",
            ShareStatusKind.PeerAway => "Their connection dropped; waiting. What is confirmed is safe.",
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
}
