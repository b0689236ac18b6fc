using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>Frames over plain HTTP: the two streams of docs/relay-protocol.md section 2.3, with a WebSocket frame around each.</summary>
internal sealed class HttpTransport : IRelayTransport
{
    private const int BufferBytes = 32 * 1024;

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly HttpTerms _terms;
    private readonly TimeProvider _time;
    private readonly HttpDownloads _down;
    private readonly HttpUploads _up;
    private readonly byte[] _buffer = new byte[BufferBytes];

    // What of the buffer has been read and not yet used.
    private int _begin;
    private int _end;
    private bool _isInFrame;

    public HttpTransport(HttpMessageInvoker http, Uri address, HttpTerms terms, bool polls, TimeProvider time)
    {
        (_http, _address, _terms, _time) = (http, address, terms, time);
        _down = new HttpDownloads(http, address, terms.Id, polls, time);
        _up = new HttpUploads(http, address, terms, _down, time);
    }

    /// <summary>Whether streams turned out to be held back here.</summary>
    public bool Polls => _down.Polls;

    /// <inheritdoc/>
    public long BytesReceived => _down.Received;

    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) =>
        WriteAsync(WebSocketOpcode.Binary, frame, cancellationToken);

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_isInFrame)
        {
            throw new TransportLostException("A read was given up in the middle of a frame.");
        }

        while (true)
        {
            var header = await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
            if (header.PayloadBytes > buffer.Length || !header.IsFinal)
            {
                throw new TransportLostException("The relay sent a frame beyond the limit.");
            }

            _isInFrame = true;
            var payload = buffer[..(int)header.PayloadBytes];
            await ReadAsync(payload, cancellationToken).ConfigureAwait(false);
            _isInFrame = false;
            switch (header.Opcode)
            {
                case WebSocketOpcode.Binary:
                    return payload.Length;
                case WebSocketOpcode.Ping or WebSocketOpcode.Pong:
                    break; // A relay has no use for them, and an answer from here could fall into the middle of a frame.
                default:
                    throw Closed(header, payload.Span);
            }
        }
    }

    public async ValueTask CloseAsync(TimeSpan bound)
    {
        using var timeout = new CancellationTokenSource(bound, _time);
        try
        {
            var code = new byte[WebSocketClose.CodeBytes];
            WebSocketClose.Write(code, (int)RelayCloseCode.Normal);
            await WriteAsync(WebSocketOpcode.Close, code, timeout.Token).ConfigureAwait(false);
            await _up.DrainAsync(timeout.Token).ConfigureAwait(false);
            using var request = new HttpRequestMessage(HttpMethod.Delete, _address);
            request.Headers.Add(RelayHttp.ConnectionHeader, _terms.Id);
            using var answer = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TransportLostException or HttpRequestException or IOException or OperationCanceledException)
        {
            Abort();
        }
    }

    public void Abort()
    {
        _down.Abort();
        _up.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        Abort();
        await _up.DisposeAsync().ConfigureAwait(false);
        _down.Dispose();
    }

    private async ValueTask WriteAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        // A mask is for old proxies that would take a frame for a request of theirs; in the body of a request nobody looks for one.
        var header = new byte[WebSocketFrameHeader.LongestBytes];
        var length = WebSocketFrameHeader.Write(header, opcode, payload.Length, maskKey: 0);
        await _up.WriteAsync(header.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        await _up.WriteAsync(payload, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<WebSocketFrameHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (WebSocketFrameHeader.TryRead(_buffer.AsSpan(_begin, _end - _begin), fromClient: false, out var header, out var violation))
            {
                _begin += header.HeaderBytes;
                return header;
            }

            if (violation != WebSocketViolation.None)
            {
                throw new TransportLostException("The relay sent what is no frame.");
            }

            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
            _end += await FillAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var known = Math.Min(destination.Length, _end - _begin);
        _buffer.AsSpan(_begin, known).CopyTo(destination.Span);
        _begin += known;
        for (var done = known; done < destination.Length;)
        {
            done += await FillAsync(destination[done..], cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = await _down.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        _up.NoteReceived();
        return count;
    }

    private static TransportLostException Closed(in WebSocketFrameHeader header, ReadOnlySpan<byte> payload)
    {
        int? code = null;
        if (header.Opcode == WebSocketOpcode.Close)
        {
            WebSocketClose.TryRead(payload, out code);
        }

        return new TransportLostException("The relay closed the connection.", code ?? TransportLostException.NoCode);
    }
}
