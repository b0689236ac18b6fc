using System.Buffers;
using System.IO.Pipelines;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// Reads a connection's input, message by message, until the client closes or is gone. The next message is read when the
/// one before has been dealt with: that is what pauses a sender whose receiver is slow.
/// </summary>
internal sealed class MessageLoop(PipeReader input, RelayClock clock, ConnectionClockwork clockwork)
{
    // About what goes through in some milliseconds.
    private const long LongestTurnBytes = 16 * 1024 * 1024;

    private readonly MessageReader _reader = new();
    private long _turnBytes;
    private bool _isOutOfStep;

    /// <summary>Runs until the input ends or a close was dealt with. One object for its whole life, none for a message.</summary>
    public async Task RunAsync(PeerConnection connection)
    {
        try
        {
            for (var isOver = false; !isOver;)
            {
                var result = await input.ReadAsync();
                var rest = result.Buffer;
                Wake(connection, rest);
                while (!isOver && TryRead(connection, ref rest, out var message))
                {
                    isOver = message.Opcode == WebSocketOpcode.Close;
                    var handled = connection.Handle(message);
                    if (!handled.IsCompletedSuccessfully)
                    {
                        await handled;
                    }

                    NoteEndOfFrame();
                }

                _turnBytes += result.Buffer.Length - rest.Length;
                Advance(rest);
                isOver |= result.IsCompleted;
                if (_turnBytes >= LongestTurnBytes)
                {
                    // This may be the thread that waits for all sockets (decision 0018), and more may arrive without end.
                    _turnBytes = 0;
                    await Task.Yield();
                }
            }
        }
        finally
        {
            _reader.Release();
        }
    }

    private void Wake(PeerConnection connection, in ReadOnlySequence<byte> arrived)
    {
        connection.NoticeEnd();
        if (!arrived.IsEmpty)
        {
            clockwork.Heard(clock.Now);
        }
    }

    private bool TryRead(PeerConnection connection, ref ReadOnlySequence<byte> rest, out InboundMessage message)
    {
        message = default;
        if (_isOutOfStep || rest.IsEmpty)
        {
            return false;
        }

        if (_reader.TryRead(ref rest, connection.LongestMessage, out message, out var violation))
        {
            return true;
        }

        if (violation != WebSocketViolation.None)
        {
            _isOutOfStep = true;
            connection.Refuse(violation);
        }

        return false;
    }

    // A control frame between the fragments of a message does not end it.
    private void NoteEndOfFrame()
    {
        if (!_reader.IsInsideMessage)
        {
            clockwork.FrameEnded();
        }
    }

    private void Advance(ReadOnlySequence<byte> rest)
    {
        if (_isOutOfStep)
        {
            // Whatever follows cannot be understood; it is read so that our close frame can arrive.
            rest = rest.Slice(rest.End);
        }

        if (!rest.IsEmpty || _reader.IsInsideMessage)
        {
            clockwork.InsideFrame(clock.Now);
        }

        input.AdvanceTo(rest.Start, rest.End);
    }
}
