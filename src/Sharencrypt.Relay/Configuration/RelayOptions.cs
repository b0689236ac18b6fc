using System.Net;
using Sharencrypt.Relay.Connections;
using Sharencrypt.Relay.Connections.Http;
using Sharencrypt.Relay.Limits;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Configuration;

/// <summary>
/// All that an operator may decide. Name, default, range and unit of each setting stand here, once;
/// <c>docs/operating-a-relay.md</c> explains them, and a test holds the two together.
/// </summary>
internal sealed record RelayOptions
{
    private const string EveryOrigin = "*";

    public required IReadOnlyList<string> Urls { get; init; }

    public required string? CertificateFile { get; init; }

    public required string? CertificateKeyFile { get; init; }

    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    public required LogLevel LogLevel { get; init; }

    public required string LogFormat { get; init; }

    public required ConnectionRules Connections { get; init; }

    public required HttpRules Http { get; init; }

    public required RoomRules Rooms { get; init; }

    public required AddressRules Addresses { get; init; }

    public required DrainRules Drain { get; init; }

    public required int ReadBufferBytes { get; init; }

    public required int WriteBufferBytes { get; init; }

    public required int KeptMemoryMegabytes { get; init; }

    /// <summary>Reads all settings. Whether they are right, the reader tells.</summary>
    public static RelayOptions Read(SettingsReader read) => new()
    {
        Urls = read.List(
            "urls", "http://localhost:8080", "http:// or https:// addresses with a port, separated by commas", IsUrl),
        CertificateFile = Path(read, "certificateFile", "the path of a certificate chain as PEM"),
        CertificateKeyFile = Path(read, "certificateKeyFile", "the path of its private key as PEM"),
        AllowedOrigins = read.List(
            "allowedOrigins", string.Empty, "origins such as https://share.example, separated by commas, or *", IsOrigin),
        TrustedProxies =
        [
            .. read.List(
                "trustedProxies",
                string.Empty,
                "addresses or networks such as 10.0.0.0/8, separated by commas",
                text => Network(text) is not null).Select(Network).OfType<IPNetwork>(),
        ],
        LogLevel = Enum.Parse<LogLevel>(
            read.Text("logLevel", "Information", "Debug, Information, Warning, Error or None", IsLogLevel), ignoreCase: true),
        LogFormat = read.Text("logFormat", "text", "text or json", format => format is "text" or "json"),
        Connections = ReadConnections(read),
        Http = ReadHttp(read),
        Rooms = ReadRooms(read),
        Addresses = ReadAddresses(read),
        Drain = new DrainRules
        {
            Notice = read.Seconds("drainSeconds", 0, 0, 600),
            Reconnect = read.Seconds("reconnectSeconds", 2, 0, 600),
        },

        // A frame must fit, and its sender should be able to begin the next one while it is forwarded.
        ReadBufferBytes = read.Number("readBufferBytes", 1_048_576, 524_288, 16_777_216, "bytes"),
        WriteBufferBytes = read.Number("writeBufferBytes", 1_048_576, 65_536, 16_777_216, "bytes"),
        KeptMemoryMegabytes = read.Number("keptMemoryMegabytes", 64, 0, 1_024, "MiB"),
    };

    private static ConnectionRules ReadConnections(SettingsReader read) => new()
    {
        MaxConnections = read.Number("maxConnections", 100_000, 1, 10_000_000, "connections"),
        Enter = read.Seconds("enterSeconds", 10, 1, 600),

        // Below this the ping after 20 s of silence would have no time to be answered.
        Silence = read.Seconds("silenceSeconds", 45, 30, 3_600),
        Frame = read.Seconds("frameSeconds", 60, 5, 3_600),
        ControlQueue = read.Number("controlQueue", 256, 64, 65_536, "messages"),
    };

    private static HttpRules ReadHttp(SettingsReader read) => new()
    {
        // More than the 15 s after which a client that has nothing to say pings.
        Idle = read.Seconds("httpIdleSeconds", 20, 16, 600),

        // Some frames must fit: one that is on its way, and one that is written meanwhile.
        WindowBytes = read.Number("httpWindowBytes", 4_194_304, 1_048_576, 67_108_864, "bytes"),
    };

    private static RoomRules ReadRooms(SettingsReader read) => new()
    {
        MaxRooms = read.Number("maxRooms", 50_000, 1, 10_000_000, "rooms"),
        Grace = read.Seconds("graceSeconds", 120, 1, 86_400),
        JoinsBeforeLock = read.Number("joinsBeforeLock", 20, 1, 1_000_000, "joins"),
    };

    private static AddressRules ReadAddresses(SettingsReader read) => new()
    {
        Connections = read.Number("connectionsPerAddress", 200, 1, 10_000_000, "connections"),
        NewConnections = Rate(read, "newConnectionsPerAddress", 120),
        Opens = Rate(read, "roomsPerAddress", 60),
        Joins = Rate(read, "joinsPerAddress", 30),
        FailedJoins = Rate(read, "failedJoinsPerAddress", 10),
        TrackedAddresses = read.Number("trackedAddresses", 100_000, 1, 10_000_000, "addresses"),
    };

    private static RateRule Rate(SettingsReader read, string name, int fallback) => new(
        read.Number($"{name}PerMinute", fallback, 1, 1_000_000, "a minute"),
        read.Number($"{name}Burst", fallback, 1, 1_000_000, "at once"));

    private static string? Path(SettingsReader read, string name, string range)
    {
        var path = read.Text(name, string.Empty, range, _ => true);
        return path.Length == 0 ? null : path;
    }

    // Not System.Uri's question: * and + stand for every address of the machine.
    private static bool IsUrl(string text)
    {
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            return Microsoft.AspNetCore.Http.BindingAddress.Parse(text) is { PathBase: "", Port: > -1 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsOrigin(string text) =>
        text == EveryOrigin
        || (Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.AbsolutePath == "/");

    private static IPNetwork? Network(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;

    private static bool IsLogLevel(string text) =>
        Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level);
}
