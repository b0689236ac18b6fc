using System.Text.Json;
using System.Text.Json.Serialization;
using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>Speaks to a program: one JSON object a line on standard output (docs/command-line.md). Never asks.</summary>
internal sealed class JsonTalk : Talk
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _writing = new();
    private readonly TextWriter _out = Console.Out;

    public override bool CanAsk => false;

    public override void Sending(ShareContent content, string what) =>
        Write(new JsonEvent { Event = "sending", Bytes = content.TotalBytes, Files = content.FileCount, Names = content.TopNames, LeftOut = content.LeftOut });

    public override void Code(string code, string command, string link, bool showQr) =>
        Write(new JsonEvent { Event = "code", Code = code, Command = command, Link = link });

    public override void PeerIsHere(string phrase, bool showPhrase) => Write(new JsonEvent { Event = "peer", Phrase = phrase });

    public override void Resuming(UnfinishedTransfer transfer) => Write(Describe("resuming", transfer));

    public override void StartsAgain(IReadOnlyList<string> names) => Write(new JsonEvent { Event = "starts_again", Names = names });

    public override void Kept(UnfinishedTransfer transfer) => Write(Describe("kept", transfer));

    public override void Unfinished(UnfinishedTransfer transfer) => Write(Describe("unfinished", transfer));

    public override void Offer(IncomingOffer offer, string destination) => Write(new JsonEvent
    {
        Event = "offer",
        Kind = offer.Kind switch { OfferKind.Text => "text", OfferKind.Stream => "stream", _ => "files" },
        Bytes = offer.TotalBytes,
        Files = offer.FileCount,
        Names = [.. offer.Entries.Select(entry => entry.Name)],
        Hidden = [.. offer.Entries.Where(entry => entry.IsHidden).Select(entry => entry.Name)],
        Executable = [.. offer.Entries.Where(entry => entry.IsExecutable).Select(entry => entry.Name)],
    });

    public override Task<TransferSummary> ShowProgressAsync(string what, Func<IProgress<TransferProgress>, Task<TransferSummary>> transfer) =>
        transfer(new ProgressLines(this, TimeProvider.System));

    public override void Done(TransferSummary summary, bool isSender) => Write(new JsonEvent
    {
        Event = "done",
        Bytes = summary.Bytes,
        Files = summary.Files,
        Seconds = Math.Round(summary.Elapsed.TotalSeconds, 3),
        Saved = summary.Saved,
        Failed = [.. summary.Failed.Select(failed => failed.Path)],
        Text = summary.Text,
    });

    public override void Error(ExitCode exit, string id, string message, string? nextStep) =>
        Write(new JsonEvent { Event = "error", Error = id, ExitCode = (int)exit, Message = message, NextStep = nextStep });

    public override void Say(string line)
    {
        // For people only.
    }

    public override string? Ask(string question) => null;

    private static JsonEvent Describe(string name, UnfinishedTransfer transfer) => new()
    {
        Event = name,
        Id = transfer.Id,
        Kind = transfer.IsSending ? "send" : "receive",
        Code = transfer.Code,
        Relay = transfer.Relay.AbsoluteUri,
        Names = transfer.Names,
        Files = transfer.Files,
        Bytes = transfer.Bytes,
        Confirmed = transfer.SafeBytes,
        Folder = transfer.Folder.Length > 0 ? transfer.Folder : null,
        Running = transfer.IsRunning,
        Complete = transfer.IsComplete,
        StartedAt = transfer.StartedAt,
        ExpiresAt = transfer.ExpiresAt,
    };

    public override void Report(ShareStatus value) => Write(new JsonEvent
    {
        Event = "status",
        Status = JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Kind.ToString()),
        Count = value.Kind == ShareStatusKind.WrongGuess ? value.Count : null,
        Seconds = value.Kind == ShareStatusKind.ClockWrong ? value.Difference.TotalSeconds : null,
        Transport = value.Kind == ShareStatusKind.TransportChanged ? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Transport.ToString()) : null,
    });

    private void Write(JsonEvent line)
    {
        var text = JsonSerializer.Serialize(line, JsonEventContext.Default.JsonEvent);
        lock (_writing)
        {
            _out.WriteLine(text);
            _out.Flush();
        }
    }

    private sealed class ProgressLines(JsonTalk talk, TimeProvider time) : IProgress<TransferProgress>
    {
        private long _lastAt;

        public void Report(TransferProgress value)
        {
            if (_lastAt != 0 && time.GetElapsedTime(_lastAt) < ProgressInterval && value.ConfirmedBytes != value.TotalBytes)
            {
                return;
            }

            _lastAt = time.GetTimestamp();
            talk.Write(new JsonEvent { Event = "progress", Confirmed = value.ConfirmedBytes, Bytes = value.TotalBytes, Name = value.CurrentName });
        }
    }
}

/// <summary>Every member that an event may have.</summary>
internal sealed class JsonEvent
{
    public required string Event { get; init; }

    public string? Status { get; init; }

    public string? Id { get; init; }

    public string? Relay { get; init; }

    public string? Folder { get; init; }

    public bool? Running { get; init; }

    public bool? Complete { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Transport { get; init; }

    public string? Code { get; init; }

    public string? Command { get; init; }

    public string? Link { get; init; }

    public string? Phrase { get; init; }

    public string? Kind { get; init; }

    public string? Name { get; init; }

    public long? Confirmed { get; init; }

    public long? Bytes { get; init; }

    public int? Files { get; init; }

    public int? Count { get; init; }

    public double? Seconds { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    public IReadOnlyList<string>? Hidden { get; init; }

    public IReadOnlyList<string>? Executable { get; init; }

    public IReadOnlyList<string>? LeftOut { get; init; }

    public IReadOnlyList<string>? Saved { get; init; }

    public IReadOnlyList<string>? Failed { get; init; }

    public string? Text { get; init; }

    public string? Error { get; init; }

    public int? ExitCode { get; init; }

    public string? Message { get; init; }

    public string? NextStep { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonEvent))]
internal sealed partial class JsonEventContext : JsonSerializerContext;
