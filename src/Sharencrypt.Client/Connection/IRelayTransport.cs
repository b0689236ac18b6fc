namespace Sharencrypt.Client.Connection;

/// <summary>Carries whole frames over one connection. One sender and one receiver at a time; any failure is a <see cref="TransportLostException"/>.</summary>
internal interface IRelayTransport : IAsyncDisposable
{
    /// <summary>Sends one frame; returns when its bytes are handed to the network.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>Receives one frame into <paramref name="buffer"/> and returns its length.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Says goodbye if it can within the bound; then the connection is gone.</summary>
    ValueTask CloseAsync(TimeSpan bound);

    /// <summary>Drops the connection at once: pending calls end with <see cref="TransportLostException"/>.</summary>
    void Abort();

    /// <summary>Drops the connection because nothing comes from it any more.</summary>
    void GiveUp() => Abort();

    /// <summary>Bytes that have come so far, also of a frame that is not whole yet: a slow connection is not a dead one.</summary>
    long BytesReceived => 0;
}

/// <summary>Makes transports to one relay.</summary>
internal interface IRelayConnector
{
    /// <summary>Connects, or throws <see cref="RelayConnectionException"/> or <see cref="RelayRefusedException"/>.</summary>
    ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken);
}

/// <summary>A transport broke or was closed by the relay.</summary>
internal sealed class TransportLostException(string message, int closeCode = TransportLostException.NoCode, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>RFC 6455 section 7.4.1: the connection was lost without a close frame.</summary>
    public const int NoCode = 1006;

    /// <summary>The WebSocket close code, or <see cref="NoCode"/>.</summary>
    public int CloseCode { get; } = closeCode;
}
