using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>Finds unfinished transfers by what a person calls them.</summary>
internal static class UnfinishedTransfers
{
    /// <summary>Those of a code or link, or whose id begins so.</summary>
    public static List<UnfinishedTransfer> Find(IReadOnlyList<UnfinishedTransfer> all, string which) =>
        [.. all.Where(transfer => transfer.IsUnder(which) || (which.Length >= 4 && transfer.Id.StartsWith(which, StringComparison.OrdinalIgnoreCase)))];
}
