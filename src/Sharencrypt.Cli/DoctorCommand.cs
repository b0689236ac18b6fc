using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary><c>sharencrypt doctor</c>: which ways to a relay work from here.</summary>
internal sealed class DoctorCommand
{
    private readonly Argument<string?> _relay = new("relay") { Description = "Address of the relay. Default: the first of SHARENCRYPT_RELAY, of the config file, else http://localhost:8080.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _json = new("--json") { Description = "Say every finding as JSON, one object a line, on standard output." };

    public static Command Create()
    {
        var doctor = new DoctorCommand();
        var command = new Command("doctor", "Find out which ways to a relay work from here, and why others do not.") { doctor._relay, doctor._json };
        command.SetAction((result, _) => CommandRun.RunAsync(result.GetValue(doctor._json), (talk, cancellationToken) => doctor.RunAsync(result, talk, cancellationToken)));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult result, Talk talk, CancellationToken cancellationToken)
    {
        var relay = RelayList.Find(result.GetValue(_relay) is { } named ? [named] : []).Uris[0];
        talk.Say($"Examining the way to {relay.AbsoluteUri.TrimEnd('/')}");
        var works = false;
        await foreach (var finding in RelayDoctor.ExamineAsync(ShareOptions.Default with { Relay = relay }, cancellationToken))
        {
            works |= finding is { Outcome: DoctorOutcome.Ok, Step: DoctorStep.WebSocket or DoctorStep.HttpStreaming or DoctorStep.HttpPolling };
            if (result.GetValue(_json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(DoctorEvent.Of(finding), DoctorEventContext.Default.DoctorEvent));
            }
            else
            {
                Show(talk, finding);
            }
        }

        talk.Say(works ? "This relay can be used from here." : "This relay cannot be used from here.");
        return works ? ExitCode.Success : ExitCode.RelayUnreachable;
    }

    private static void Show(Talk talk, DoctorFinding finding)
    {
        var outcome = finding.Outcome switch { DoctorOutcome.Ok => "ok", DoctorOutcome.Failed => "failed", _ => "skipped" };
        talk.Say($"{outcome,-8} {NameOf(finding.Step),-15} {finding.Text}");
        if (finding.Outcome == DoctorOutcome.Failed && finding.NextStep is { } nextStep)
        {
            talk.Say($"{"",-8} {"",-15} {nextStep}");
        }
    }

    private static string NameOf(DoctorStep step) => step switch
    {
        DoctorStep.Proxy => "proxy",
        DoctorStep.NameLookup => "name lookup",
        DoctorStep.Tcp => "TCP",
        DoctorStep.Tls => "TLS",
        DoctorStep.WebSocket => "WebSocket",
        DoctorStep.HttpStreaming => "HTTP streaming",
        DoctorStep.HttpPolling => "HTTP polling",
        DoctorStep.RoundTrip => "round trip",
        DoctorStep.Rate => "rate",
        _ => "clock",
    };
}

/// <summary>A finding as JSON (docs/command-line.md).</summary>
internal sealed class DoctorEvent
{
    public string Event { get; } = "finding";

    public required string Step { get; init; }

    public required string Outcome { get; init; }

    public required string Message { get; init; }

    public string? NextStep { get; init; }

    public static DoctorEvent Of(DoctorFinding finding) => new()
    {
        Step = JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Step.ToString()),
        Outcome = JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Outcome.ToString()),
        Message = finding.Text,
        NextStep = finding.NextStep,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoctorEvent))]
internal sealed partial class DoctorEventContext : JsonSerializerContext;
