using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Sharencrypt.Relay.Limits;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary>
/// A connection that requests carry piece by piece. To all that lies behind it looks like the transport of an upgraded
/// one: two pipes, and a lifetime that ends when no request has come for too long.
/// </summary>
internal sealed class HttpConnection : IDuplexPipe, IConnectionLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();

    // Owner: _gate.
    private int _underWay;
    private TimeSpan _idleSince;
    private bool _isClosed;

    public HttpConnection(string id, AddressUsage address, MemoryPool<byte> pool, HttpRules rules, TimeProvider time, TimeSpan now)
    {
        Id = id;
        Address = address;
        Up = new HttpUpstream(pool, time);
        Down = new HttpDownstream(pool, rules.WindowBytes, time);
        ConnectionClosed = _closed.Token;
        _idleSince = now;
    }

    /// <summary>What its client proves with that it is its client. A secret: never logged.</summary>
    public string Id { get; }

    /// <summary>The account of the address that opened it.</summary>
    public AddressUsage Address { get; }

    public HttpUpstream Up { get; }

    public HttpDownstream Down { get; }

    /// <inheritdoc/>
    public PipeReader Input => Up.Reader;

    /// <inheritdoc/>
    public PipeWriter Output => Down.Writer;

    /// <inheritdoc/>
    public CancellationToken ConnectionClosed { get; set; }

    /// <summary>Told once, when it is closed.</summary>
    public Action<HttpConnection>? OnClosed { get; init; }

    /// <summary>A request of it begins.</summary>
    public void RequestBegins()
    {
        lock (_gate)
        {
            _underWay++;
        }
    }

    /// <summary>A request of it has ended.</summary>
    public void RequestEnded(TimeSpan now)
    {
        lock (_gate)
        {
            _underWay--;
            _idleSince = now;
        }
    }

    /// <summary>Whether it has been without a request for so long that it is lost.</summary>
    public bool IsLost(TimeSpan now, TimeSpan longestIdle)
    {
        lock (_gate)
        {
            return _underWay == 0 && now - _idleSince >= longestIdle;
        }
    }

    /// <summary>The relay has said its last word; what is unread of the client is dropped.</summary>
    public void FinishService()
    {
        Up.Reader.Complete();
        Down.FinishWriting();
    }

    /// <summary>It is gone, like a wire that was cut: for its requests, its pipes and its id.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        OnClosed?.Invoke(this);
        _closed.Cancel();
        Up.Close();
        Down.Close();
        Dispose();
    }

    public void Dispose() => _closed.Dispose();
}
