using Sharencrypt.Relay.Connections;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Health;

/// <summary>Whether this relay takes new rooms: not before it listens, not while it drains or is full.</summary>
internal sealed class Readiness(ConnectionRegistry connections, RoomTable rooms, IHostApplicationLifetime lifetime)
{
    public bool IsReady =>
        lifetime.ApplicationStarted.IsCancellationRequested
        && !connections.IsDraining && !connections.IsFull && !rooms.IsFull;

    public Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Liveness.AnswerAsync(context, IsReady ? "ready" : "not ready");
    }
}

/// <summary>Whether the process runs: that it answers is the answer.</summary>
internal static class Liveness
{
    public static Task AnswerAsync(HttpContext context) => AnswerAsync(context, "live");

    public static Task AnswerAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text);
    }
}
