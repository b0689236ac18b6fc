using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary>One request for the down stream, while it is served.</summary>
internal sealed class HttpDownload(HttpContext context, long offset, bool isPoll)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile bool _isCut;
    private volatile bool _isTimedOut;

    // Owner: _gate. After it the server uses the context for another request, which must not be the one that is aborted.
    private bool _isFinished;

    /// <summary>From which byte of the stream on it wants it.</summary>
    public long Offset { get; } = offset;

    /// <summary>Whether it wants an answer that ends.</summary>
    public bool IsPoll { get; } = isPoll;

    /// <summary>Whether nobody wants the answer any more.</summary>
    public bool IsCut => _isCut;

    /// <summary>Whether a poll has waited long enough.</summary>
    public bool IsTimedOut => _isTimedOut;

    /// <summary>Ends when the stream is free for another request.</summary>
    public Task Done => _done.Task;

    public CancellationToken Aborted => context.RequestAborted;

    public void NoteCut() => _isCut = true;

    public void NoteTimedOut() => _isTimedOut = true;

    /// <summary>The request is no longer touched.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            _isFinished = true;
        }

        _done.TrySetResult();
    }

    /// <summary>Another request takes its place, or the connection is over: a write that is stuck comes back.</summary>
    public void Cut()
    {
        _isCut = true;
        lock (_gate)
        {
            if (!_isFinished)
            {
                context.Abort();
            }
        }
    }

    /// <summary>Sends the head, so that the client and whatever stands between see that something comes.</summary>
    public async Task BeginAsync(long? length)
    {
        // A client that takes nothing pauses its senders, as on any connection; it is not cut for that.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = length;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(Aborted);
        if (length is null)
        {
            await context.Response.BodyWriter.FlushAsync(Aborted);
        }
    }

    /// <summary>Sends a piece; false when the client is gone.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlySequence<byte> piece)
    {
        var body = context.Response.BodyWriter;
        foreach (var segment in piece)
        {
            body.Write(segment.Span);
        }

        var result = await body.FlushAsync(Aborted);
        return !result.IsCompleted && !result.IsCanceled;
    }
}
