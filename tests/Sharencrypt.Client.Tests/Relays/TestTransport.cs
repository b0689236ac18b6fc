using System.Threading.Channels;
using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests.Relays;

/// <summary>A connection to a <see cref="TestRelay"/>.</summary>
internal sealed class TestTransport(TestRelay relay) : IRelayTransport
{
    private readonly Channel<byte[]> _toClient = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
    private volatile bool _isLost;

    public int? Slot { get; set; }

    public void Deliver(byte[] frame) => _toClient.Writer.TryWrite(frame);

    /// <summary>Gone, with what was in flight to the client.</summary>
    public void Lose()
    {
        _isLost = true;
        _toClient.Writer.TryComplete();
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (_isLost)
        {
            throw new TransportLostException("Lost.");
        }

        relay.Take(this, frame.ToArray());
        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var frame = await _toClient.Reader.ReadAsync(cancellationToken);
            if (_isLost)
            {
                throw new TransportLostException("Lost.");
            }

            frame.CopyTo(buffer);
            return frame.Length;
        }
        catch (ChannelClosedException)
        {
            throw new TransportLostException("Lost.");
        }
    }

    public ValueTask CloseAsync(TimeSpan bound)
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        Lose();
        relay.Lost(this);
    }

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }
}
