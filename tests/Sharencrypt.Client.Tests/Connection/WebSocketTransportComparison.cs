using Sharencrypt.Client.Connection;
using Sharencrypt.Reference;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>How the client reads a relay, and answers it: <see cref="WebSocketTransport"/> against the reference.</summary>
internal static class WebSocketTransportComparison
{
    /// <summary>Compares what was read, what was answered, and how it ended; every message is sent back.</summary>
    /// <param name="delivery">What a relay sends.</param>
    /// <exception cref="DifferenceException">They differ.</exception>
    public static async Task CheckAsync(Delivery delivery)
    {
        var reference = WebSocketReference.Read(delivery.Stream, fromClient: false, delivery.FrameLimit);
        await using var stream = new DeliveredStream(delivery.Pieces());
        await using var transport = new WebSocketTransport(stream, TimeProvider.System);
        var messages = new List<WebSocketEvent>();
        var closeCode = 0;
        try
        {
            while (true)
            {
                var buffer = new byte[delivery.FrameLimit(messages.Count)];
                var length = await transport.ReceiveAsync(buffer, CancellationToken.None);
                messages.Add(WebSocketEvent.Message(buffer[..length]));
                await transport.SendAsync(buffer.AsMemory(0, length), CancellationToken.None);
            }
        }
        catch (TransportLostException lost)
        {
            closeCode = lost.CloseCode;
            CheckReason(lost, reference);
        }

        DifferenceException.ThrowIfListsDiffer(messages, [.. reference.Where(one => one.Name == WebSocketEvent.MessageName)], "a relay's messages");
        DifferenceException.ThrowIfListsDiffer(
            WebSocketReference.Read(stream.Written, fromClient: true, _ => int.MaxValue), [.. reference.Select(Answer).OfType<WebSocketEvent>()], "the answers to a relay");
        DifferenceException.ThrowIfDifferent(closeCode, CloseCode(reference), "the code of a relay's close");
    }

    private static WebSocketEvent? Answer(WebSocketEvent one) => one.Name switch
    {
        WebSocketEvent.MessageName => one,
        WebSocketEvent.PingName => one with { Name = WebSocketEvent.Pong([]).Name },
        WebSocketEvent.CloseName => one,
        WebSocketEvent.ViolationName => WebSocketEvent.Close(one.Content switch
        {
            // Section 2.2 of the relay protocol.
            "TextMessage" => 1003,
            "BadCloseReason" => 1007,
            "MessageTooLong" => 1009,
            _ => 1002,
        }),
        _ => null,
    };

    // RFC 6455 section 7.1.5: 1005 for a close without a code, 1006 for an end without a close.
    private static int CloseCode(IReadOnlyList<WebSocketEvent> reference) =>
        reference is not [.., { Name: WebSocketEvent.CloseName } close] ? 1006
        : close == WebSocketEvent.Close(null) ? 1005
        : int.Parse(close.Content, System.Globalization.CultureInfo.InvariantCulture);

    // That it was a violation, and which, is only told in words; of a close it is not told.
    private static void CheckReason(TransportLostException lost, IReadOnlyList<WebSocketEvent> reference)
    {
        if (reference is [.., { Name: WebSocketEvent.ViolationName } violation] && !lost.Message.Contains($"({violation.Content})", StringComparison.Ordinal))
        {
            throw new DifferenceException($"a relay's stream: the fast parser says {lost.Message}, the reference {violation}.");
        }
    }

    /// <summary>Brings a stream piece by piece, then ends; keeps what is written to it.</summary>
    private sealed class DeliveredStream(IEnumerable<ReadOnlyMemory<byte>> pieces) : MemoryStream
    {
        private readonly Queue<ReadOnlyMemory<byte>> _pieces = new(pieces);
        private ReadOnlyMemory<byte> _piece;

        public byte[] Written => ToArray();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_piece.IsEmpty)
            {
                _pieces.TryDequeue(out _piece);
            }

            var count = Math.Min(buffer.Length, _piece.Length);
            _piece[..count].CopyTo(buffer);
            _piece = _piece[count..];
            return ValueTask.FromResult(count);
        }
    }
}
