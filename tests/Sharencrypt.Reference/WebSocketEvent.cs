using System.Globalization;

namespace Sharencrypt.Reference;

/// <summary>One thing that a stream of WebSocket frames says.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Content">A payload in hexadecimal digits, a close code, or what is wrong.</param>
public sealed record WebSocketEvent(string Name, string Content)
{
    /// <summary>The name of a whole message.</summary>
    public const string MessageName = "message";

    /// <summary>The name of a ping.</summary>
    public const string PingName = "ping";

    /// <summary>The name of a close that is as it should be.</summary>
    public const string CloseName = "close";

    /// <summary>The name of whatever breaks a rule.</summary>
    public const string ViolationName = "violation";

    /// <summary>The stream ended within a frame or a message.</summary>
    public static readonly WebSocketEvent Unfinished = new("unfinished", "");

    /// <summary>A whole message, in however many fragments it came.</summary>
    /// <param name="payload">Its bytes, unmasked.</param>
    public static WebSocketEvent Message(IEnumerable<byte> payload) => new(MessageName, Digits(payload));

    /// <summary>A ping.</summary>
    /// <param name="payload">Its bytes, unmasked.</param>
    public static WebSocketEvent Ping(IEnumerable<byte> payload) => new(PingName, Digits(payload));

    /// <summary>A pong.</summary>
    /// <param name="payload">Its bytes, unmasked.</param>
    public static WebSocketEvent Pong(IEnumerable<byte> payload) => new("pong", Digits(payload));

    /// <summary>A close.</summary>
    /// <param name="code">Its code, or null when it has none.</param>
    public static WebSocketEvent Close(int? code) => new(CloseName, code?.ToString(CultureInfo.InvariantCulture) ?? "");

    /// <summary>Something that is against a rule; nothing is read behind it.</summary>
    /// <param name="what">A name of <c>WebSocketViolation</c>.</param>
    public static WebSocketEvent Violation(string what) => new(ViolationName, what);

    private static string Digits(IEnumerable<byte> payload) => Convert.ToHexString([.. payload]);
}
