using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Frames that wait to be sent, one after the other. What was posted goes out before every frame whose turn comes later: the
/// lock of a room before the step of the handshake that makes the other side rely on it, whoever sends that.
/// </summary>
/// <param name="send">Sends one; false when there is no connection.</param>
[SuppressMessage("Design", "CA1001", Justification = "Frames still come to its end after everything is over; without a wait handle, its semaphore holds nothing.")]
internal sealed class FrameLine(Func<ReadOnlyMemory<byte>, ValueTask<bool>> send)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Channel<PostedFrame> _posted = System.Threading.Channels.Channel.CreateUnbounded<PostedFrame>();

    /// <summary>How many were posted and still wait.</summary>
    public int PostedCount => _posted.Reader.Count;

    /// <summary>Sends a whole frame.</summary>
    /// <param name="frame">Header and payload; not used after the call.</param>
    /// <param name="isWanted">Asked when its turn has come: whether it may still follow what was sent meanwhile. Null: always.</param>
    /// <returns>False when it was not sent at its turn.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> frame, Func<bool>? isWanted = null)
    {
        await HoldAsync().ConfigureAwait(false);
        try
        {
            if (PostedCount > 0)
            {
                await SendPostedAsync().ConfigureAwait(false);
            }

            return isWanted?.Invoke() != false && await send(frame).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>For callers that must not wait; it is lost when there is no connection at its turn.</summary>
    public void Post(byte[] frame) => _posted.Writer.TryWrite(new PostedFrame(frame, null));

    /// <summary>As <see cref="Post"/>. Completes when the frame was sent, or is lost.</summary>
    public Task PostAsync(byte[] frame)
    {
        var posted = new PostedFrame(frame, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _posted.Writer.TryWrite(posted) ? posted.Passed!.Task : Task.CompletedTask;
    }

    /// <summary>Waits for the frame that is being sent; then nothing is until <see cref="Release"/>.</summary>
    public Task HoldAsync() => _gate.WaitAsync(CancellationToken.None);

    /// <summary>Ends what <see cref="HoldAsync"/> began.</summary>
    public void Release() => _gate.Release();

    /// <summary>Sends what is posted. Called once; completes after <see cref="Complete"/>, when nothing is left.</summary>
    public async Task RunAsync()
    {
        while (await _posted.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await HoldAsync().ConfigureAwait(false);
            try
            {
                await SendPostedAsync().ConfigureAwait(false); // Nothing, when another frame's turn took it along.
            }
            finally
            {
                Release();
            }
        }
    }

    /// <summary>No more will be posted.</summary>
    public void Complete() => _posted.Writer.TryComplete();

    private async ValueTask SendPostedAsync()
    {
        // Counted first: what is posted meanwhile, however much a relay asks for, must not hold up the others for ever.
        for (var left = PostedCount; left > 0 && _posted.Reader.TryRead(out var posted); left--)
        {
            await send(posted.Frame).ConfigureAwait(false);
            posted.Passed?.TrySetResult();
        }
    }
}
