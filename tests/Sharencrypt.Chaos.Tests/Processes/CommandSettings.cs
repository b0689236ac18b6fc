namespace Sharencrypt.Chaos.Tests.Processes;

/// <summary>How to start the command line.</summary>
internal sealed record CommandSettings
{
    public required string Folder { get; init; }

    /// <summary>Where standard output goes; null when it is talk.</summary>
    public Stream? Output { get; init; }

    /// <summary>Hears each line, in order, on one of two threads.</summary>
    public Action<TalkLine>? Listener { get; init; }

    /// <summary>A program that runs the command line, with its own arguments.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];
}
