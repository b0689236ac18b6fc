using System.Text.Json;

namespace Sharencrypt.Chaos.Tests.Processes;

/// <summary>One line that a command said: an event of <c>--json</c>, or a sentence.</summary>
/// <param name="Text">As it was said.</param>
/// <param name="Event">The event's name; empty for a sentence.</param>
/// <param name="Json">The event; null for a sentence.</param>
internal sealed record TalkLine(string Text, string Event, JsonElement? Json)
{
    /// <summary>The confirmed bytes of a progress event.</summary>
    public long Confirmed => Json!.Value.GetProperty("confirmed").GetInt64();

    /// <summary>The name of a status event; empty for other lines.</summary>
    public string Status => Event == "status" ? Json!.Value.GetProperty("status").GetString()! : "";

    public static TalkLine Read(string text)
    {
        if (!text.StartsWith('{'))
        {
            return new TalkLine(text, "", null);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement.Clone();
            return new TalkLine(text, json.TryGetProperty("event", out var name) ? name.GetString()! : "", json);
        }
        catch (JsonException)
        {
            return new TalkLine(text, "", null); // Cut off in the middle of a line, by a kill.
        }
    }
}
