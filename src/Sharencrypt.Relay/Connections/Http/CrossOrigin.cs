using Microsoft.Net.Http.Headers;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary>What a browser wants to hear before a page of another origin may use the HTTP transport.</summary>
internal static class CrossOrigin
{
    private const string Seconds = "7200";

    private static readonly string Methods = string.Join(", ", HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete);

    private static readonly string AskedHeaders = string.Join(
        ", ",
        RelayHttp.ProtocolsHeader,
        RelayHttp.ConnectionHeader,
        RelayHttp.OffsetHeader,
        RelayHttp.ReceivedHeader,
        RelayHttp.PollHeader,
        HeaderNames.ContentType);

    private static readonly string ShownHeaders = string.Join(
        ", ", RelayProtocolVersions.HeaderName, RelayHttp.ProtocolHeader, RelayHttp.OffsetHeader, HeaderNames.RetryAfter);

    /// <summary>Whether the origin may; says so in the answer.</summary>
    public static bool Admit(HttpContext context, OriginPolicy origins)
    {
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0)
        {
            return origins.Allows(null, context.Request.Host);
        }

        if (origin.Count > 1 || !origins.Allows(origin.ToString(), context.Request.Host))
        {
            return false;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = ShownHeaders;
        headers.Vary = HeaderNames.Origin;
        return true;
    }

    /// <summary>Answers what a browser asks before the first request.</summary>
    public static void AnswerPreflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = AskedHeaders;
        headers.AccessControlMaxAge = Seconds;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
