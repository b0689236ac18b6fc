namespace Sharencrypt.Client;

/// <summary>How a transfer ended well. Everything that is not in <see cref="Failed"/> is verified and in place on the receiver's side.</summary>
public sealed record TransferSummary
{
    /// <summary>Bytes of the transfer.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files that arrived.</summary>
    public required int Files { get; init; }

    /// <summary>From the answer of the receiver to its last word.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Files that could not be delivered, usually because they changed on the way; escaped for people.</summary>
    public required IReadOnlyList<FailedItem> Failed { get; init; }

    /// <summary>For a receiver: full paths of what appeared, one for each top-level item. Empty for a sender.</summary>
    public IReadOnlyList<string> Saved { get; init; } = [];

    /// <summary>For a receiver of text: the text. Null otherwise.</summary>
    public string? Text { get; init; }
}

/// <summary>A file that could not be delivered.</summary>
/// <param name="Path">Its path, escaped for people.</param>
/// <param name="Reason">Why: <c>changed</c>, <c>unreadable</c>, <c>missing</c>, or another word of the other side, escaped.</param>
public sealed record FailedItem(string Path, string Reason);
