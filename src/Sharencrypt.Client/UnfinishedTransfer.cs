namespace Sharencrypt.Client;

/// <summary>A transfer that was begun and not finished, as a <see cref="TransferStore"/> found it.</summary>
public sealed record UnfinishedTransfer
{
    /// <summary>Names it: <c>s</c> for a sender or <c>r</c> for a receiver, and 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Whether this machine sends; otherwise it receives.</summary>
    public required bool IsSending { get; init; }

    /// <summary>The code under which the two met, without a relay. It no longer opens anything for others.</summary>
    public required string Code { get; init; }

    /// <summary>Base address of the relay.</summary>
    public required Uri Relay { get; init; }

    /// <summary>Names at the top level, escaped for people.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>For a sender: the full paths that were named. Empty for a receiver.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>For a receiver: the folder into which it goes. Empty for a sender.</summary>
    public required string Folder { get; init; }

    /// <summary>Files in all.</summary>
    public required int Files { get; init; }

    /// <summary>Bytes in all.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes that are safe: on this disk for a receiver, last confirmed by it for a sender.</summary>
    public required long SafeBytes { get; init; }

    /// <summary>Whether the receiver has said yes.</summary>
    public required bool IsAccepted { get; init; }

    /// <summary>Whether everything has arrived, and only the other side may not know it.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Whether a process works on it now.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it is forgotten.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether the two met under a code or link, whatever relay it names.</summary>
    /// <param name="codeOrLink">As it was typed; anything else is answered with false.</param>
    public bool IsUnder(string codeOrLink)
    {
        ArgumentNullException.ThrowIfNull(codeOrLink);
        return CodeReading.TryRead(codeOrLink)?.At(null).Reveal() == Code;
    }
}
