using System.Runtime.CompilerServices;

namespace Sharencrypt.Client.Connection;

/// <summary>How a connection was lost.</summary>
/// <param name="Lasted">How long it had been there.</param>
/// <param name="IsCut">Whether it ended without the relay's having closed it.</param>
/// <param name="IsSilent">Whether it was given up because nothing came any more.</param>
internal readonly record struct TransportLoss(TimeSpan Lasted, bool IsCut, bool IsSilent);

/// <summary>A transport that has brought its first frame, and that tells how it is lost.</summary>
internal sealed class WatchedTransport : IRelayTransport
{
    private readonly IRelayTransport _inner;
    private readonly TimeProvider _time;
    private readonly Action<TransportLoss> _onLost;
    private readonly long _since;
    private byte[]? _first;
    private int _isOver;
    private volatile bool _isSilent;

    private WatchedTransport(IRelayTransport inner, byte[] first, ShareTransport transport, TimeProvider time, Action<TransportLoss> onLost)
    {
        _inner = inner;
        _first = first;
        Transport = transport;
        _time = time;
        _onLost = onLost;
        _since = time.GetTimestamp();
    }

    /// <summary>What it goes by.</summary>
    public ShareTransport Transport { get; }

    /// <summary>Whether somebody uses it.</summary>
    public bool IsTaken { get; private set; }

    /// <inheritdoc/>
    public long BytesReceived => _inner.BytesReceived;

    /// <summary>Waits for the first frame: a connection that does not even bring that is none.</summary>
    /// <exception cref="TransportLostException">It was lost before.</exception>
    public static async ValueTask<WatchedTransport> WelcomeAsync(
        IRelayTransport inner, Func<ShareTransport> transport, TimeProvider time, Action<TransportLoss> onLost, CancellationToken cancellationToken)
    {
        try
        {
            using var frame = FrameBuffer.Rent();
            frame.Length = await inner.ReceiveAsync(frame.Whole, cancellationToken).ConfigureAwait(false);
            return new WatchedTransport(inner, frame.Frame.ToArray(), transport(), time, onLost);
        }
        catch
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>It is used, not dropped.</summary>
    public void Take() => IsTaken = true;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        try
        {
            await _inner.SendAsync(frame, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportLostException lost)
        {
            Tell(isCut: lost.CloseCode == TransportLostException.NoCode); // Whoever sends drops it now, before the reader sees the loss.
            throw;
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_first is not { } first)
        {
            return ReceiveNextAsync(buffer, cancellationToken);
        }

        _first = null;
        first.CopyTo(buffer);
        return ValueTask.FromResult(first.Length);
    }

    public ValueTask CloseAsync(TimeSpan bound)
    {
        Volatile.Write(ref _isOver, 1);
        return _inner.CloseAsync(bound);
    }

    public void Abort()
    {
        Volatile.Write(ref _isOver, 1);
        _inner.Abort();
    }

    public void GiveUp()
    {
        _isSilent = true;
        _inner.Abort();
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveNextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportLostException lost)
        {
            Tell(isCut: lost.CloseCode == TransportLostException.NoCode);
            throw;
        }
        catch (OperationCanceledException)
        {
            _isSilent = true; // No answer to the first question within the bound.
            Tell(isCut: true);
            throw;
        }
    }

    private void Tell(bool isCut)
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _onLost(new TransportLoss(_time.GetElapsedTime(_since), isCut, _isSilent));
        }
    }
}
