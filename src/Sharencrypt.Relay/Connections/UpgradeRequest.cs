using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>The opening handshake of RFC 6455 section 4.2, as far as it is about the request's own text.</summary>
internal static class UpgradeRequest
{
    private const string WebSocketVersion = "13";
    private const int KeyBytes = 16;
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Judges a request; the first thing that is wrong counts.</summary>
    /// <returns>Null when it may be answered with 101.</returns>
    public static UpgradeRefusal? Check(HttpRequest request, OriginPolicy origins, out RelayProtocolVersion version)
    {
        version = RelayProtocolVersion.None;
        if (!HttpMethods.IsGet(request.Method))
        {
            return UpgradeRefusal.BadRequest;
        }

        if (request.HttpContext.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true }
            || !request.Headers.GetCommaSeparatedValues(HeaderNames.Upgrade)
                .Contains("websocket", StringComparer.OrdinalIgnoreCase)
            || request.Headers.SecWebSocketVersion != WebSocketVersion)
        {
            return UpgradeRefusal.UpgradeRequired;
        }

        if (!TryReadKey(request, out _))
        {
            return UpgradeRefusal.BadRequest;
        }

        var origin = request.Headers.Origin;
        if (origin.Count > 1 || !origins.Allows(origin.Count == 0 ? null : origin.ToString(), request.Host))
        {
            return UpgradeRefusal.Origin;
        }

        var offered = request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);
        return RelayProtocolVersions.TryChoose(offered, out version) ? null : UpgradeRefusal.Version;
    }

    /// <summary>Writes the headers of the 101 for a request that passed <see cref="Check"/>.</summary>
    public static void Accept(HttpContext context, RelayProtocolVersion version)
    {
        if (TryReadKey(context.Request, out var key))
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketProtocol = version.Subprotocol();
            context.Response.Headers.SecWebSocketAccept = AnswerTo(key);
        }
    }

    /// <summary>Names the one WebSocket version that is spoken, as RFC 6455 section 4.4 wants it.</summary>
    public static void NameVersion(HttpResponse response)
    {
        response.Headers.Upgrade = "websocket";
        response.Headers.SecWebSocketVersion = WebSocketVersion;
    }

    private static bool TryReadKey(HttpRequest request, [NotNullWhen(true)] out string? key)
    {
        key = request.Headers.SecWebSocketKey.Count == 1 ? request.Headers.SecWebSocketKey[0] : null;
        Span<byte> bytes = stackalloc byte[KeyBytes];
        return key is { Length: (KeyBytes + 2) / 3 * 4 }
            && Convert.TryFromBase64String(key, bytes, out var written)
            && written == KeyBytes;
    }

    // SHA-1 is what the RFC prescribes; it protects nothing here, it only shows that the server speaks WebSocket.
    [SuppressMessage("Security", "CA5350", Justification = "Prescribed by RFC 6455.")]
    private static string AnswerTo(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
}
