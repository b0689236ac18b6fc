namespace Sharencrypt.Protocol.Relay;

/// <summary>The versions of the relay protocol that this software speaks.</summary>
public enum RelayProtocolVersion
{
    /// <summary>No version.</summary>
    None = 0,

    /// <summary>Version 1.</summary>
    V1 = 1,
}

/// <summary>How a version is named and chosen at the upgrade.</summary>
public static class RelayProtocolVersions
{
    /// <summary>What a client appends to the relay's base address.</summary>
    public const string ConnectPath = "/v1/connect";

    /// <summary>The header of every answer of a relay: the versions that it speaks, separated by commas.</summary>
    public const string HeaderName = "Sharencrypt-Relay-Versions";

    /// <summary>The value of <see cref="HeaderName"/> for this software.</summary>
    public const string HeaderValue = "1";

    private const string SubprotocolOfV1 = "sharencrypt.relay.v1";

    /// <summary>The WebSocket subprotocol of a version.</summary>
    /// <param name="version">A version that is spoken here.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static string Subprotocol(this RelayProtocolVersion version) => version switch
    {
        RelayProtocolVersion.V1 => SubprotocolOfV1,
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "No such version."),
    };

    /// <summary>The highest version among the subprotocols offered.</summary>
    /// <param name="offered">Subprotocols as a client named them.</param>
    /// <param name="version">The version when the result is true.</param>
    public static bool TryChoose(IEnumerable<string> offered, out RelayProtocolVersion version)
    {
        ArgumentNullException.ThrowIfNull(offered);
        version = offered.Contains(SubprotocolOfV1, StringComparer.Ordinal)
            ? RelayProtocolVersion.V1
            : RelayProtocolVersion.None;
        return version != RelayProtocolVersion.None;
    }
}
