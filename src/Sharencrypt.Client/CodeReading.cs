using Sharencrypt.Protocol.Codes;

namespace Sharencrypt.Client;

/// <summary>Reads codes and links as people give them, and says what is wrong with them.</summary>
internal static class CodeReading
{
    /// <param name="text">As it was given.</param>
    /// <param name="relays">Those that are configured: the first is that of a code that names none.</param>
    public static (ShareCode Code, Uri Relay) CodeOrLink(string text, IReadOnlyList<Uri> relays)
    {
        if (!ShareLink.LooksLikeOne(text))
        {
            var code = Code(text);
            return (code, code.Relay?.Choose(relays) ?? relays[0]);
        }

        var problem = ShareLink.TryParse(text, out var link, out var wrongPart);
        return link is null ? throw Explain(problem, wrongPart) : (link.Code, link.Relay);
    }

    /// <summary>The code; null when it is malformed.</summary>
    public static ShareCode? TryRead(string text)
    {
        if (!ShareLink.LooksLikeOne(text))
        {
            ShareCode.TryParse(text, out var code, out _);
            return code;
        }

        ShareLink.TryParse(text, out var link, out _);
        return link?.Code;
    }

    public static ShareCode Code(string text)
    {
        var problem = ShareCode.TryParse(text, out var code, out var wrongPart);
        return code ?? throw Explain(problem, wrongPart);
    }

    /// <summary>A code that the sender chose: its room holds a letter, so that it is never taken for a generated one.</summary>
    public static ShareCode Chosen(string text)
    {
        var problem = ShareCode.TryParse(text, out var code, out var wrongPart);
        if (code?.IsGenerated == true || problem is ShareCodeProblem.UnknownWord or ShareCodeProblem.TooFewWords)
        {
            throw Malformed("A chosen code may not begin with a bare number: those belong to the relay.", "Begin with a word, for example: --code holiday7-our-secret-place");
        }

        if (code?.Relay is not null || problem == ShareCodeProblem.BadRelay)
        {
            throw Malformed("A chosen code ends before the @.", "Name the relay with --relay.");
        }

        return code ?? throw Explain(problem, wrongPart);
    }

    private static ShareException Explain(ShareCodeProblem problem, string wrongPart) => problem switch
    {
        ShareCodeProblem.Empty => Malformed("No code was given.", "It looks like 4821-velvet-orbit."),
        ShareCodeProblem.BadCharacter => Malformed("A code has only letters a-z, digits and dashes.", "It looks like 4821-velvet-orbit."),
        ShareCodeProblem.NoSecret => Malformed("The code is incomplete: only its first part is there.", "It looks like 4821-velvet-orbit."),
        ShareCodeProblem.RoomTooLong => Malformed("The first part of the code is longer than 64 characters.", null),
        ShareCodeProblem.SecretLength => Malformed("The part behind the first dash must have 6 to 128 characters.", null),
        ShareCodeProblem.TooFewWords => Malformed("The code is incomplete: a word is missing.", "It looks like 4821-velvet-orbit."),
        ShareCodeProblem.BadLink => Malformed("That link holds no code.", "It looks like https://relay.example/#4821-velvet-orbit."),
        ShareCodeProblem.BadRelay => Malformed("What stands behind the @ of the code is not the address of a relay.", "It looks like 4821-velvet-orbit@relay.example or 4821-velvet-orbit@relay.example:8443."),
        _ => Malformed($"“{wrongPart}” is not one of the code words.", Suggestion(wrongPart)),
    };

    private static string Suggestion(string wrongPart)
    {
        var words = WordList.Suggest(wrongPart);
        return words.Count == 0 ? "Ask the sender to spell it." : $"Did you mean {string.Join(" or ", words.Select(word => $"“{word}”"))}?";
    }

    private static ShareException Malformed(string message, string? nextStep) => new(ShareErrorCode.CodeMalformed, message, nextStep);
}
