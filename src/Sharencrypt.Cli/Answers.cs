namespace Sharencrypt.Cli;

/// <summary>Reads what a person answers.</summary>
internal static class Answers
{
    public static bool IsYes(string? answer, bool byDefault) => answer?.Trim().ToUpperInvariant() switch
    {
        null => false,
        "" => byDefault,
        "Y" or "YES" => true,
        _ => false,
    };
}
