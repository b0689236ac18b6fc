using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Checks;

/// <summary>Whether what the sender is told to be stored really is, at the moment when it says so.</summary>
internal sealed class DiskCheck(string received)
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Hears a line of the sender.</summary>
    public void Hear(TalkLine line)
    {
        if (line.Event != "progress")
        {
            return;
        }

        var stored = Snapshot.BytesBelow(received);
        if (stored < line.Confirmed && !IsBeingPlaced())
        {
            _problems.Add($"The sender says that {line.Confirmed:N0} bytes are stored, but there are only {stored:N0}.");
        }
    }

    // What is moved to its final name while it is counted may be counted nowhere; but then everything has been stored.
    private bool IsBeingPlaced() =>
        Directory.EnumerateFileSystemEntries(received).Any(entry => !Path.GetFileName(entry).StartsWith(".sharencrypt-", StringComparison.Ordinal));
}
