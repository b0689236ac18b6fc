using System.Buffers;
using System.IO.Pipelines;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Reference;
using Sharencrypt.Relay.Connections;

namespace Sharencrypt.Relay.Tests.Connections;

/// <summary>How the relay reads a client, <see cref="MessageReader"/> and <see cref="DataFrame"/>, against the reference.</summary>
internal static class MessageReaderComparison
{
    private const int SenderSlot = 42;
    private const string SenderDigits = "0000040000000000";

    /// <summary>Compares what was read, and what of it a receiver is sent.</summary>
    /// <param name="delivery">What a client sends.</param>
    /// <exception cref="DifferenceException">They differ.</exception>
    public static void Check(Delivery delivery)
    {
        var reference = WebSocketReference.Read(delivery.Stream, fromClient: true, delivery.FrameLimit);
        var fast = new Reading(delivery);
        DifferenceException.ThrowIfListsDiffer(fast.Events, reference, "a client's stream");
        DifferenceException.ThrowIfListsDiffer(
            WebSocketReference.Read(fast.Forwarded, fromClient: false, _ => 262_409), [.. reference.Where(IsData).Select(Forwarded)], "what is forwarded of it");
    }

    // Section 3 of the relay protocol: type, slots, at least one byte of payload.
    private static bool IsData(WebSocketEvent one) =>
        one is { Name: WebSocketEvent.MessageName, Content.Length: >= 20 } && one.Content.StartsWith("02", StringComparison.Ordinal);

    private static WebSocketEvent Forwarded(WebSocketEvent data) => data with { Content = $"02{SenderDigits}{data.Content[18..]}" };

    /// <summary>The stream as the relay's loop reads it, over a pipe whose memory is cut into blocks of odd sizes.</summary>
    private sealed class Reading
    {
        private readonly MessageReader _reader = new();
        private readonly Delivery _delivery;
        private readonly Pipe _input;
        private readonly Pipe _output;
        private int _messages;
        private bool _isOver;

        public Reading(Delivery delivery)
        {
            _delivery = delivery;
            var blockBytes = Math.Max(1, delivery.PieceBytes[0]);
            (_input, _output) = (OfBlocks(blockBytes), OfBlocks(blockBytes));
            var left = 0L;
            foreach (var piece in delivery.Pieces())
            {
                _input.Writer.Write(piece.Span);
                left = Take();
                if (_isOver)
                {
                    break;
                }
            }

            if (!_isOver && (left > 0 || _reader.IsInsideMessage))
            {
                Events.Add(WebSocketEvent.Unfinished);
            }

            _reader.Release();
            Forwarded = Flushed(_output).ToArray();
        }

        public List<WebSocketEvent> Events { get; } = [];

        public byte[] Forwarded { get; }

        /// <returns>How many bytes were not understood yet.</returns>
        private long Take()
        {
            var rest = Flushed(_input);
            while (!_isOver && !rest.IsEmpty)
            {
                if (_reader.TryRead(ref rest, _delivery.FrameLimit(_messages), out var message, out var violation))
                {
                    Note(message);
                    continue;
                }

                if (violation != WebSocketViolation.None)
                {
                    _isOver = true;
                    Events.Add(WebSocketEvent.Violation($"{violation}"));
                }

                break;
            }

            _input.Reader.AdvanceTo(rest.Start, rest.End);
            return rest.Length;
        }

        private void Note(in InboundMessage message)
        {
            var payload = message.CopyTo(new byte[message.Payload.Length]).ToArray();
            switch (message.Opcode)
            {
                case WebSocketOpcode.Close:
                    _isOver = true;
                    var violation = WebSocketClose.TryRead(payload, out var code);
                    Events.Add(violation == WebSocketViolation.None ? WebSocketEvent.Close(code) : WebSocketEvent.Violation($"{violation}"));
                    break;
                case WebSocketOpcode.Ping:
                    Events.Add(WebSocketEvent.Ping(payload));
                    break;
                case WebSocketOpcode.Pong:
                    Events.Add(WebSocketEvent.Pong(payload));
                    break;
                default:
                    _messages++;
                    Events.Add(WebSocketEvent.Message(payload));
                    if (IsData(Events[^1]))
                    {
                        new DataFrame(message, SlotSet.Of(SenderSlot)).WriteTo(_output.Writer);
                    }

                    break;
            }
        }

        // Nothing here waits: a pipe without a threshold takes all that is written.
        private static ReadOnlySequence<byte> Flushed(Pipe pipe)
        {
            _ = pipe.Writer.FlushAsync().AsTask();
            return pipe.Reader.TryRead(out var result) ? result.Buffer : default;
        }

        private static Pipe OfBlocks(int blockBytes) => new(new PipeOptions(
            new ExactPool(), PipeScheduler.Inline, PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: blockBytes, useSynchronizationContext: false));
    }

    /// <summary>Blocks of exactly the size that is asked for, where other pools round up to powers of two.</summary>
    private sealed class ExactPool : MemoryPool<byte>
    {
        public override int MaxBufferSize => int.MaxValue;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(new byte[Math.Max(1, minBufferSize)]);

        protected override void Dispose(bool disposing)
        {
        }

        private sealed record Block(Memory<byte> Memory) : IMemoryOwner<byte>
        {
            public void Dispose()
            {
            }
        }
    }
}
