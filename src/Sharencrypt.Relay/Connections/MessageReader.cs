using System.Buffers;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// Cuts the bytes of one connection into WebSocket messages. A message in one frame, which is every message of a usual
/// client, stays where it lies until it is whole; only a fragmented one is collected in a buffer of its own.
/// </summary>
internal sealed class MessageReader
{
    private WebSocketMessageRules _rules;
    private WebSocketFrameHeader? _current;
    private byte[]? _fragments;
    private int _fragmentBytes;

    /// <summary>Whether something has begun that is not yet whole, apart from bytes that are still in the input.</summary>
    public bool IsInsideMessage => _current is not null || _rules.InMessage;

    /// <summary>Takes the next message off the input.</summary>
    /// <param name="input">What has arrived; what is understood is cut off it.</param>
    /// <param name="longestMessageBytes">The limit of a message; checked as soon as a length is declared.</param>
    /// <param name="message">The message when the result is true.</param>
    /// <param name="violation">What is wrong; none together with a false result: more bytes are needed.</param>
    public bool TryRead(
        ref ReadOnlySequence<byte> input,
        int longestMessageBytes,
        out InboundMessage message,
        out WebSocketViolation violation)
    {
        while (TryReadFrame(ref input, longestMessageBytes, out var header, out var payload, out violation))
        {
            if (header.IsControl || (header.IsFinal && header.Opcode != WebSocketOpcode.Continuation))
            {
                message = new InboundMessage(header.Opcode, payload, header.MaskKey);
                return true;
            }

            Collect(new InboundMessage(header.Opcode, payload, header.MaskKey));
            if (header.IsFinal)
            {
                message = new InboundMessage(
                    WebSocketOpcode.Binary, new ReadOnlySequence<byte>(_fragments ?? [], 0, _fragmentBytes), 0);
                _fragmentBytes = 0;
                return true;
            }
        }

        message = default;
        return false;
    }

    /// <summary>Gives back the buffer of a fragmented message.</summary>
    public void Release() => ReturnFragments();

    private bool TryReadFrame(
        ref ReadOnlySequence<byte> input,
        int longestMessageBytes,
        out WebSocketFrameHeader header,
        out ReadOnlySequence<byte> payload,
        out WebSocketViolation violation)
    {
        violation = WebSocketViolation.None;
        payload = default;
        if (_current is { } begun)
        {
            header = begun;
        }
        else
        {
            if (!WebSocketFrameHeader.TryRead(input, fromClient: true, out header, out violation))
            {
                return false;
            }

            violation = _rules.Accept(header, longestMessageBytes);
            if (violation != WebSocketViolation.None)
            {
                return false;
            }

            input = input.Slice(header.HeaderBytes);
            _current = header;
        }

        if (input.Length < header.PayloadBytes)
        {
            return false;
        }

        _current = null;
        payload = input.Slice(0, header.PayloadBytes);
        input = input.Slice(header.PayloadBytes);
        return true;
    }

    private void Collect(in InboundMessage fragment)
    {
        // The rules bound the sum of all fragments, so the buffer grows to the limit of a message and no further.
        var needed = _fragmentBytes + (int)fragment.Payload.Length;
        if (_fragments is null || _fragments.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _fragmentBytes));
            _fragments?.AsSpan(0, _fragmentBytes).CopyTo(larger);
            ReturnFragments();
            _fragments = larger;
        }

        fragment.CopyTo(_fragments.AsSpan(_fragmentBytes, (int)fragment.Payload.Length));
        _fragmentBytes = needed;
    }

    private void ReturnFragments()
    {
        if (_fragments is { } fragments)
        {
            _fragments = null;
            ArrayPool<byte>.Shared.Return(fragments);
        }
    }
}
