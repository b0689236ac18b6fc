namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>How a relay under test is started.</summary>
internal static class RelaySettings
{
    /// <summary>Without the limits of one address, since here all clients have the same one.</summary>
    public const string ManyFromOneAddress =
        "--logLevel None --connectionsPerAddress 1000000 --newConnectionsPerAddressBurst 1000000 --roomsPerAddressBurst 1000000 --joinsPerAddressBurst 1000000";
}
