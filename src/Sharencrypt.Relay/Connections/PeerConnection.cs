using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Limits;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Connections;

/// <summary>
/// One client's connection from the upgrade to its end: a loop that reads frames and does what they say, and an outlet that
/// writes. The loop is also the only one that gives up the seat, whoever began the end, so that there is one way to clean up.
/// </summary>
internal sealed partial class PeerConnection : IRoomPeer, IFrameSource
{
    private readonly RelayCore _relay;
    private readonly AddressUsage _address;
    private readonly IConnectionLifetimeFeature _lifetime;
    private readonly PipeReader _input;
    private readonly FrameOutlet _outlet;
    private readonly ConnectionClockwork _clockwork;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Owner: the read loop.
    private readonly MessageReader _reader = new();
    private Seat? _seat;
    private int _tries;
    private bool _outOfStep;

    // Written once by whoever begins the end.
    private int _ending;
    private CancellationTokenSource? _ended;

    public PeerConnection(
        RelayCore relay, AddressUsage address, IConnectionLifetimeFeature lifetime, IDuplexPipe transport)
    {
        _relay = relay;
        _address = address;
        _lifetime = lifetime;
        _input = transport.Input;
        _outlet = new FrameOutlet(transport.Output, relay.Rules.ControlQueue);
        _clockwork = new ConnectionClockwork(relay.Rules, relay.Clock.Now);
    }

    /// <inheritdoc/>
    public bool MaySend => _seat?.Peer == this;

    /// <inheritdoc/>
    public CancellationToken Ended
    {
        get
        {
            // Made when somebody first waits with it; most connections never do.
            var ended = LazyInitializer.EnsureInitialized(ref _ended, static () => new CancellationTokenSource());
            if (Volatile.Read(ref _ending) != 0)
            {
                ended.Cancel();
            }

            return ended.Token;
        }
    }

    /// <summary>Ends when the connection has.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Serves the connection until it ends. Never throws for anything that a client or the network does.</summary>
    public async Task RunAsync()
    {
        // Not null: the clockwork is what is passed.
        using var closed = _lifetime.ConnectionClosed.UnsafeRegister(
            static clockwork => ((ConnectionClockwork)clockwork!).TransportClosed(), _clockwork);
        try
        {
            await ServeAsync();
        }
        finally
        {
            _completion.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public void Post(RelayControl control) => Post(ServerFrame.Of(control));

    /// <inheritdoc/>
    public void End(RelayControl? last, RelayCloseCode code)
    {
        var close = ServerFrame.OfClose((int)code);
        if (End(last is null ? [close] : [ServerFrame.Of(last), close]))
        {
            _relay.Metrics.Closed(code);
        }
    }

    /// <summary>Does what time demands: closes who is silent, asks who is quiet, drops who does not let go.</summary>
    public void Sweep(TimeSpan now)
    {
        switch (_clockwork.Sweep(now, hasEntered: Volatile.Read(ref _seat) is not null))
        {
            case ConnectionDuty.Ping:
                Post(ServerFrame.OfPing(FrameType.Ping, (ulong)now.Ticks));
                break;
            case ConnectionDuty.CloseNotEntered:
                End(null, RelayCloseCode.NotEntered);
                break;
            case ConnectionDuty.CloseSilent:
                End(null, RelayCloseCode.Silent);
                break;
            case ConnectionDuty.Abort:
                Abort();
                break;
        }
    }

    /// <summary>Drops the connection without another word.</summary>
    public void Abort()
    {
        End([]);
        _lifetime.Abort();
    }

    private bool IsEnding => Volatile.Read(ref _ending) != 0;

    private int LongestMessage =>
        _seat is null ? RelayLimits.LongestControlFrameBytes : RelayLimits.LongestFrameBytes;

    private async Task ServeAsync()
    {
        try
        {
            Post(new RelayControl.Welcome(_relay.Software, _relay.Clock.WallClock, _relay.Rules.Silence));
            await ReadAsync();
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            LogLost(_relay.Logger, lost.GetType().Name);
        }
        finally
        {
            GiveUpSeat();
            End([]);
            _reader.Release();
        }

        await _outlet.DrainedAsync();
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            var result = await _input.ReadAsync();
            var rest = result.Buffer;
            if (IsEnding)
            {
                GiveUpSeat();
            }

            if (!rest.IsEmpty)
            {
                _clockwork.Heard(_relay.Clock.Now);
            }

            var goesOn = true;
            while (goesOn && TryReadMessage(ref rest, out var message))
            {
                var handled = Handle(message, out goesOn);
                if (!handled.IsCompletedSuccessfully)
                {
                    await handled;
                }

                if (!_reader.IsInsideMessage)
                {
                    _clockwork.FrameEnded();
                }
            }

            if (_outOfStep)
            {
                // Whatever follows cannot be understood; it is read so that our close frame can arrive.
                rest = rest.Slice(rest.End);
            }

            if (!rest.IsEmpty || _reader.IsInsideMessage)
            {
                _clockwork.InsideFrame(_relay.Clock.Now);
            }

            _input.AdvanceTo(rest.Start, rest.End);
            if (!goesOn || result.IsCompleted)
            {
                return;
            }
        }
    }

    private bool TryReadMessage(ref ReadOnlySequence<byte> rest, out InboundMessage message)
    {
        message = default;
        if (_outOfStep || rest.IsEmpty)
        {
            return false;
        }

        if (_reader.TryRead(ref rest, LongestMessage, out message, out var violation))
        {
            return true;
        }

        if (violation != WebSocketViolation.None)
        {
            LogViolation(_relay.Logger, violation);
            _outOfStep = true;
            End(null, violation.CloseCode());
            GiveUpSeat();
        }

        return false;
    }

    private ValueTask Handle(in InboundMessage message, out bool goesOn)
    {
        goesOn = true;
        switch (message.Opcode)
        {
            case WebSocketOpcode.Close:
                AnswerClose(message);
                goesOn = false;
                return default;
            case WebSocketOpcode.Ping when !IsEnding:
                Span<byte> payload = stackalloc byte[WebSocketFrameHeader.LongestControlPayload];
                Post(ServerFrame.Of(WebSocketOpcode.Pong, message.CopyTo(payload)));
                return default;
            case WebSocketOpcode.Binary when !IsEnding:
                return HandleFrame(message);
            default:
                return default;
        }
    }

    private void AnswerClose(in InboundMessage message)
    {
        Span<byte> payload = stackalloc byte[WebSocketFrameHeader.LongestControlPayload];
        var violation = WebSocketClose.TryRead(message.CopyTo(payload), out var code);
        End([ServerFrame.OfClose(violation == WebSocketViolation.None ? code : (int)violation.CloseCode())]);
    }

    private ValueTask HandleFrame(in InboundMessage message)
    {
        Span<byte> start = stackalloc byte[FrameReader.LongestHeaderBytes];
        var error = FrameReader.ReadFromClient(
            message.CopyTo(start), message.Payload.Length, _seat?.Slot ?? -1, out var header);
        if (error != FrameError.None || (header.Type == FrameType.Data && _seat is null))
        {
            LogBadFrame(_relay.Logger, error);
            Refuse(RelayErrorCode.BadFrame);
            return default;
        }

        switch (header.Type)
        {
            case FrameType.Data:
                return ForwardAsync(new DataFrame(message, SlotSet.Of(_seat!.Slot)), header.Slots); // Not null: checked above.
            case FrameType.Ping:
                Post(ServerFrame.OfPing(FrameType.Pong, header.Token));
                return default;
            case FrameType.Control:
                HandleControl(message);
                return default;
            default:
                return default;
        }
    }

    // Every receiver gets its copy as soon as it can take it; the slowest of them is who the sender waits for.
    private ValueTask ForwardAsync(in DataFrame frame, SlotSet receivers)
    {
        List<Task>? slow = null;
        var room = _seat!.Room; // Not null: nobody sends data before entering.
        var copies = 0;
        for (var rest = receivers; !rest.IsEmpty; rest = rest.WithoutLowest())
        {
            if (room.PeerAt(rest.Lowest) is PeerConnection receiver)
            {
                copies++;
                var sent = receiver._outlet.SendAsync(frame, this);
                if (!sent.IsCompletedSuccessfully)
                {
                    (slow ??= []).Add(sent.AsTask());
                }
            }
        }

        _relay.Metrics.Forwarded(frame.Message.Payload.Length, copies);
        return slow is null ? default : WaitForAsync(slow);
    }

    private async ValueTask WaitForAsync(List<Task> slow)
    {
        _clockwork.Paused(true);
        await Task.WhenAll(slow);
        _clockwork.Paused(false);
        _clockwork.Heard(_relay.Clock.Now);
    }

    private void Post(byte[] frame)
    {
        if (!_outlet.TryPost(frame))
        {
            End(null, RelayCloseCode.TooSlow);
        }
    }

    private void Refuse(RelayErrorCode code)
    {
        var error = new RelayControl.Error(code);
        if (code.ClosesWith() is { } closeCode)
        {
            End(error, closeCode);
            GiveUpSeat();
        }
        else
        {
            Post(error);
        }
    }

    // Whether this call, as the first, began the end.
    private bool End(ReadOnlySpan<byte[]> last)
    {
        if (Interlocked.Exchange(ref _ending, 1) != 0)
        {
            return false;
        }

        _clockwork.Ending(_relay.Clock.Now);
        _outlet.Finish(last);

        // The loop must notice: it may be waiting for a slow receiver or for more to read.
        Volatile.Read(ref _ended)?.Cancel();
        _input.CancelPendingRead();
        return true;
    }

    private void GiveUpSeat()
    {
        if (_seat is { } seat)
        {
            _relay.Rooms.Lose(seat, this, _relay.Clock.Now);
        }
    }
}
