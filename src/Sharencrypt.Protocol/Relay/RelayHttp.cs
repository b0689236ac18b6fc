namespace Sharencrypt.Protocol.Relay;

/// <summary>The relay protocol over plain HTTP: names and fixed numbers of docs/relay-protocol.md section 2.3.</summary>
public static class RelayHttp
{
    /// <summary>What a client appends to the relay's base address.</summary>
    public const string Path = "/v1/http";

    /// <summary>The header with the subprotocols that a client offers.</summary>
    public const string ProtocolsHeader = "Sharencrypt-Protocols";

    /// <summary>The header with the subprotocol that the relay chose.</summary>
    public const string ProtocolHeader = "Sharencrypt-Protocol";

    /// <summary>The header with the id of a connection. A secret.</summary>
    public const string ConnectionHeader = "Sharencrypt-Connection";

    /// <summary>The header with an offset in the up or down stream.</summary>
    public const string OffsetHeader = "Sharencrypt-Offset";

    /// <summary>The header with the number of bytes of the down stream that a client has.</summary>
    public const string ReceivedHeader = "Sharencrypt-Received";

    /// <summary>The header that asks for long polling, with the value <see cref="PollValue"/>.</summary>
    public const string PollHeader = "Sharencrypt-Poll";

    /// <summary>The one value of <see cref="PollHeader"/>.</summary>
    public const string PollValue = "1";

    /// <summary>Random bytes of a connection's id.</summary>
    public const int IdBytes = 16;

    /// <summary>The longest body of a request, and of an answer to a poll, in bytes.</summary>
    public const int LongestBodyBytes = 1_048_576;

    /// <summary>How many requests of one connection may bring bytes at the same time.</summary>
    public const int MostUploads = 3;

    /// <summary>How long a poll waits for something, and an upload for a slow receiver.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary>How long an upload waits for the one before it.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(10);
}
