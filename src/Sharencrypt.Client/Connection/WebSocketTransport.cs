using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Frames over a WebSocket (RFC 6455): one binary message is one frame. Reads a payload into the caller's memory and masks
/// while it copies, once; nothing is allocated for a frame.
/// </summary>
/// <param name="stream">The connection behind the upgrade; owned.</param>
/// <param name="time">The clock.</param>
internal sealed class WebSocketTransport(Stream stream, TimeProvider time) : IRelayTransport
{
    private const int SmallBytes = 4096;
    private const int WithoutCode = 1005; // RFC 6455 section 7.4.1: closed, and not said why.

    private readonly SemaphoreSlim _writing = new(1);
    private readonly byte[] _ahead = new byte[SmallBytes]; // Holds headers, and what was read behind them.
    private int _aheadBegin;
    private int _aheadEnd;
    private byte[] _out = new byte[SmallBytes];
    private WebSocketMessageRules _rules;
    private int _closeCode = TransportLostException.NoCode;
    private long _received;

    /// <inheritdoc/>
    public long BytesReceived => Volatile.Read(ref _received);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(WebSocketOpcode.Binary, frame, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken))
        {
            throw Lost(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var length = 0;
            while (true)
            {
                var header = await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
                var violation = _rules.Accept(header, buffer.Length);
                if (violation != WebSocketViolation.None)
                {
                    throw await RefuseAsync(violation).ConfigureAwait(false);
                }

                if (header.IsControl)
                {
                    await TakeControlAsync(header, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await ReadExactlyAsync(buffer.Slice(length, (int)header.PayloadBytes), cancellationToken).ConfigureAwait(false);
                length += (int)header.PayloadBytes;
                if (header.IsFinal)
                {
                    return length;
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
        await TryCloseAsync((int)RelayCloseCode.Normal, timeout.Token).ConfigureAwait(false);
    }

    public void Abort() => stream.Dispose();

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    // A stream that was disposed of meanwhile says one thing or another, although nobody cancelled the call.
    private static bool IsLoss(Exception exception, CancellationToken cancellationToken) =>
        exception is IOException or ObjectDisposedException or InvalidOperationException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private TransportLostException Lost(Exception? cause) => new("The connection to the relay was lost.", _closeCode, cause);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<WebSocketFrameHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (WebSocketFrameHeader.TryRead(_ahead.AsSpan(_aheadBegin, _aheadEnd - _aheadBegin), fromClient: false, out var header, out var violation))
            {
                _aheadBegin += header.HeaderBytes;
                return header;
            }

            if (violation != WebSocketViolation.None)
            {
                throw await RefuseAsync(violation).ConfigureAwait(false);
            }

            // At most the beginning of a header is left: there is room behind it.
            _ahead.AsSpan(_aheadBegin, _aheadEnd - _aheadBegin).CopyTo(_ahead);
            (_aheadBegin, _aheadEnd) = (0, _aheadEnd - _aheadBegin);
            _aheadEnd += await ReadSomeAsync(_ahead.AsMemory(_aheadEnd), cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadExactlyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var known = Math.Min(destination.Length, _aheadEnd - _aheadBegin);
        _ahead.AsSpan(_aheadBegin, known).CopyTo(destination.Span);
        _aheadBegin += known;
        for (var rest = destination[known..]; !rest.IsEmpty;)
        {
            rest = rest[await ReadSomeAsync(rest, cancellationToken).ConfigureAwait(false)..];
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadSomeAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = await stream.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _received, _received + count);
        return count > 0 ? count : throw Lost(null);
    }

    private async ValueTask TakeControlAsync(WebSocketFrameHeader header, CancellationToken cancellationToken)
    {
        var payload = new byte[header.PayloadBytes]; // At most 125: the header was checked.
        await ReadExactlyAsync(payload, cancellationToken).ConfigureAwait(false);
        if (header.Opcode == WebSocketOpcode.Ping)
        {
            await WriteAsync(WebSocketOpcode.Pong, payload, cancellationToken).ConfigureAwait(false);
        }
        else if (header.Opcode == WebSocketOpcode.Close)
        {
            var violation = WebSocketClose.TryRead(payload, out var code);
            if (violation != WebSocketViolation.None)
            {
                throw await RefuseAsync(violation).ConfigureAwait(false);
            }

            _closeCode = code ?? WithoutCode;
            await TryCloseAsync(code, cancellationToken).ConfigureAwait(false);
            throw Lost(null);
        }
    }

    /// <summary>Tells the other side what it did wrong.</summary>
    private async ValueTask<TransportLostException> RefuseAsync(WebSocketViolation violation)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        await TryCloseAsync((int)violation.CloseCode(), soon.Token).ConfigureAwait(false);
        return new TransportLostException($"The relay broke the WebSocket protocol ({violation}).");
    }

    private async ValueTask TryCloseAsync(int? code, CancellationToken cancellationToken)
    {
        var payload = Array.Empty<byte>();
        if (code is { } known)
        {
            payload = new byte[WebSocketClose.CodeBytes];
            WebSocketClose.Write(payload, known);
        }

        try
        {
            await WriteAsync(WebSocketOpcode.Close, payload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken) || exception is OperationCanceledException)
        {
            Abort();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false); // A pong may meet a frame.
        try
        {
            await stream.WriteAsync(Pack(opcode, payload.Span), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private ReadOnlyMemory<byte> Pack(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (_out.Length < WebSocketFrameHeader.LongestBytes + payload.Length)
        {
            _out = GC.AllocateUninitializedArray<byte>(WebSocketFrameHeader.LongestBytes + Math.Max(payload.Length, RelayLimits.LongestFrameBytes));
        }

        var key = 0u;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<uint>(ref key)));
        var header = WebSocketFrameHeader.Write(_out, opcode, payload.Length, key);
        WebSocketMask.Apply(payload, _out.AsSpan(header), key, offset: 0);
        return _out.AsMemory(0, header + payload.Length);
    }
}
