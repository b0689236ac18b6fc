using System.Net.WebSockets;

namespace Sharencrypt.Client.Connection;

/// <summary>Frames over a WebSocket: one binary message is one frame.</summary>
internal sealed class WebSocketTransport(ClientWebSocket socket, TimeProvider time) : IRelayTransport
{
    private long _received;

    /// <inheritdoc/>
    public long BytesReceived => Volatile.Read(ref _received);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken))
        {
            throw Lost(exception);
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var length = 0;
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer[length..], cancellationToken).ConfigureAwait(false);
                length += part.Count;
                Volatile.Write(ref _received, _received + part.Count);
                if (part.MessageType != WebSocketMessageType.Binary)
                {
                    throw Lost(null);
                }

                if (part.EndOfMessage)
                {
                    return length;
                }

                if (length == buffer.Length)
                {
                    throw new TransportLostException("The relay sent a frame beyond the limit.");
                }
            }
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken))
        {
            throw Lost(exception);
        }
    }

    public async ValueTask CloseAsync(TimeSpan bound)
    {
        using var timeout = new CancellationTokenSource(bound, time);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLoss(exception, timeout.Token) || exception is OperationCanceledException)
        {
            socket.Abort();
        }
    }

    public void Abort() => socket.Abort();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    // A socket that was aborted meanwhile says "cancelled", although nobody cancelled the call.
    private static bool IsLoss(Exception exception, CancellationToken cancellationToken) =>
        exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private TransportLostException Lost(Exception? cause) =>
        new("The connection to the relay was lost.", (int)(socket.CloseStatus ?? (WebSocketCloseStatus)TransportLostException.NoCode), cause);
}
