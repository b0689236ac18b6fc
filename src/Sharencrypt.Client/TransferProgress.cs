namespace Sharencrypt.Client;

/// <summary>How far a transfer is.</summary>
/// <param name="ConfirmedBytes">Bytes that the receiver has stored: the figure to show.</param>
/// <param name="TotalBytes">Bytes in all; null when not known.</param>
/// <param name="ConfirmedItems">Files that are stored whole.</param>
/// <param name="TotalItems">Files in all.</param>
/// <param name="CurrentName">The file that is under way, escaped for people; null when there is none.</param>
/// <param name="CurrentBytes">Stored bytes of that file.</param>
/// <param name="CurrentTotalBytes">Size of that file; 0 when there is none.</param>
public sealed record TransferProgress(
    long ConfirmedBytes,
    long? TotalBytes,
    int ConfirmedItems,
    int TotalItems,
    string? CurrentName,
    long CurrentBytes,
    long CurrentTotalBytes);
