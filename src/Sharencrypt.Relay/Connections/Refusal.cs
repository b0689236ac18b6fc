using System.Globalization;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Observability;

namespace Sharencrypt.Relay.Connections;

/// <summary>Says no to a request, with a code.</summary>
internal static class Refusal
{
    // A full relay does not know when somebody will go.
    public static readonly TimeSpan RetryWhenUnavailable = TimeSpan.FromSeconds(30);

    public static Task WriteAsync(HttpContext context, RelayMetrics metrics, UpgradeRefusal refusal, TimeSpan? retryAfter = null)
    {
        metrics.Refused(refusal);
        context.Response.StatusCode = refusal.HttpStatus();
        context.Response.ContentType = "application/json";
        if (retryAfter is { } wait)
        {
            var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsync($$"""{"error":"{{refusal.WireName()}}"}""");
    }
}
