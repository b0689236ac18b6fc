using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary><c>/v1/http</c>: the requests that carry a connection where WebSocket does not get through.</summary>
internal sealed class HttpEndpoint(
    RelayCore relay, ConnectionRegistry connections, HttpConnections http, HttpRules rules, OriginPolicy origins)
{
    public Task HandleAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RelayProtocolVersions.HeaderName] = RelayProtocolVersions.HeaderValue;
        headers.CacheControl = "no-store";
        headers["X-Accel-Buffering"] = "no";
        headers.XContentTypeOptions = "nosniff";
        if (!CrossOrigin.Admit(context, origins))
        {
            return RefuseAsync(context, UpgradeRefusal.Origin);
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            CrossOrigin.AnswerPreflight(context);
            return Task.CompletedTask;
        }

        var id = context.Request.Headers[RelayHttp.ConnectionHeader];
        return id.Count == 0 && HttpMethods.IsPost(context.Request.Method) ? OpenAsync(context)
            : id.Count != 1 ? RefuseAsync(context, UpgradeRefusal.BadRequest)
            : http.Find(id) is not { } connection ? RefuseAsync(context, UpgradeRefusal.ConnectionUnknown)
            : ServeAsync(context, connection);
    }

    private async Task OpenAsync(HttpContext context)
    {
        var offered = context.Request.Headers.GetCommaSeparatedValues(RelayHttp.ProtocolsHeader);
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            await RefuseAsync(context, UpgradeRefusal.BadRequest);
            return;
        }

        if (!RelayProtocolVersions.TryChoose(offered, out var version))
        {
            await RefuseAsync(context, UpgradeRefusal.Version);
            return;
        }

        if (!connections.TryEnter())
        {
            await RefuseAsync(context, UpgradeRefusal.Unavailable, Refusal.RetryWhenUnavailable);
            return;
        }

        var address = relay.Addresses.TryConnect(context.Connection.RemoteIpAddress, relay.Clock.Now, out var retryAfter);
        if (address is null)
        {
            connections.Leave();
            await RefuseAsync(context, UpgradeRefusal.RateLimited, retryAfter);
            return;
        }

        var connection = http.Open(address);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = "application/json";
        context.Response.Headers[RelayHttp.ProtocolHeader] = version.Subprotocol();
        await context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{connection.Id}}","windowBytes":{{rules.WindowBytes}},"bodyBytes":{{RelayHttp.LongestBodyBytes}},"pollMs":{{RelayHttp.LongestWait.TotalMilliseconds}},"idleMs":{{rules.Idle.TotalMilliseconds}}}"""));
    }

    private async Task ServeAsync(HttpContext context, HttpConnection connection)
    {
        connection.RequestBegins();
        try
        {
            switch (context.Request.Method)
            {
                case "GET":
                    await DownloadAsync(context, connection);
                    break;
                case "POST":
                    await UploadAsync(context, connection);
                    break;
                case "DELETE":
                    connection.Abort();
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                    break;
                default:
                    await RefuseAsync(context, UpgradeRefusal.BadRequest);
                    break;
            }
        }
        catch (Exception lost) when (lost is OperationCanceledException or IOException)
        {
            // The client is gone, or it has made the request anew: nobody waits for this answer.
            context.Abort();
        }
        finally
        {
            connection.RequestEnded(relay.Clock.Now);
        }
    }

    private async Task DownloadAsync(HttpContext context, HttpConnection connection)
    {
        var poll = context.Request.Headers[RelayHttp.PollHeader];
        if (!TryReadOffset(context.Request.Headers[RelayHttp.OffsetHeader], out var offset)
            || (poll.Count > 0 && poll != RelayHttp.PollValue))
        {
            await RefuseAsync(context, UpgradeRefusal.BadRequest);
            return;
        }

        if (await connection.Down.ServeAsync(new HttpDownload(context, offset, isPoll: poll.Count > 0)) is { } refusal)
        {
            await RefuseAsync(context, refusal);
        }
    }

    private async Task UploadAsync(HttpContext context, HttpConnection connection)
    {
        var received = context.Request.Headers[RelayHttp.ReceivedHeader];
        long confirmed = 0;
        if (context.Request.ContentLength is not { } length
            || !TryReadOffset(context.Request.Headers[RelayHttp.OffsetHeader], out var offset)
            || offset > long.MaxValue - length
            || (received.Count > 0 && !TryReadOffset(received, out confirmed)))
        {
            await RefuseAsync(context, UpgradeRefusal.BadRequest);
            return;
        }

        if (length > RelayHttp.LongestBodyBytes)
        {
            await RefuseAsync(context, UpgradeRefusal.TooLarge);
            return;
        }

        if (!connection.Down.TryConfirm(confirmed))
        {
            await RefuseAsync(context, UpgradeRefusal.Offset);
            return;
        }

        if (length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        // Not null and not read yet: this is Kestrel, and the body comes later. Everywhere else a body is refused.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = RelayHttp.LongestBodyBytes;
        var (position, refusal) = await connection.Up.TakeAsync(offset, length, context.Request.BodyReader, context.RequestAborted);
        if (refusal is { } why)
        {
            await RefuseAsync(context, why);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers[RelayHttp.OffsetHeader] = position.ToString(CultureInfo.InvariantCulture);
    }

    private static bool TryReadOffset(StringValues header, out long offset) =>
        long.TryParse(header.Count == 1 ? header[0] : null, NumberStyles.None, CultureInfo.InvariantCulture, out offset);

    private Task RefuseAsync(HttpContext context, UpgradeRefusal refusal, TimeSpan? retryAfter = null) =>
        Refusal.WriteAsync(context, relay.Metrics, refusal, retryAfter);
}
