using System.Text;

namespace Sharencrypt.Relay.Tests.Support;

/// <summary>The request for an upgrade, whose every header a test may change or take away.</summary>
internal static class Upgrade
{
    public static string Request(
        string start = "GET /v1/connect HTTP/1.1", params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var headers = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = "localhost:8080",
            ["Connection"] = "Upgrade",
            ["Upgrade"] = "websocket",
            ["Sec-WebSocket-Version"] = "13",
            ["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ==",
            ["Sec-WebSocket-Protocol"] = "sharencrypt.relay.v1",
        };
        foreach (var (name, value) in changes)
        {
            headers[name] = value;
        }

        var text = new StringBuilder(start).Append("\r\n");
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return text.Append("\r\n").ToString();
    }
}
