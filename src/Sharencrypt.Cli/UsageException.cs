namespace Sharencrypt.Cli;

/// <summary>The person asked for something that the command cannot do.</summary>
internal sealed class UsageException(string message, string nextStep) : Exception(message)
{
    public string NextStep { get; } = nextStep;
}
