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
    private readonly PipeReader _input;
    private readonly FrameOutlet _outlet;
    private readonly Membership _membership;
    private readonly ConnectionClockwork _clockwork;

    // Written once by whoever begins the end.
    private int _ending;
    private CancellationTokenSource? _ended;

    // Made when somebody first waits for it, or at the end.
    private TaskCompletionSource? _completion;

    public PeerConnection(
        RelayCore relay, AddressUsage address, IConnectionLifetimeFeature lifetime, IDuplexPipe transport)
    {
        _relay = relay;
        Lifetime = lifetime;
        Address = address;
        _input = transport.Input;
        _outlet = new FrameOutlet(transport.Output, relay.Rules.ControlQueue);
        _membership = new Membership(relay, address, this);
        _clockwork = new ConnectionClockwork(relay.Rules, relay.Clock.Now);
    }

    /// <summary>The account of its address.</summary>
    public AddressUsage Address { get; }

    /// <summary>The transport's end.</summary>
    public IConnectionLifetimeFeature Lifetime { get; }

    /// <inheritdoc/>
    public bool MaySend => _membership.IsSeated;

    /// <inheritdoc/>
    public CancellationToken Ended
    {
        get
        {
            // Made when somebody first waits with it; most connections never do.
            var ended = LazyInitializer.EnsureInitialized(ref _ended, static () => new CancellationTokenSource());
            if (IsEnding)
            {
                ended.Cancel();
            }

            return ended.Token;
        }
    }

    /// <summary>Ends when the connection has.</summary>
    public Task Completion => Over.Task;

    /// <summary>
    /// The limit of the next message. A stranger's is small, so that whoever has not entered a room can make the relay
    /// hold next to nothing.
    /// </summary>
    public int LongestMessage =>
        _membership.Seat is null ? RelayLimits.LongestControlFrameBytes : RelayLimits.LongestFrameBytes;

    private TaskCompletionSource Over => LazyInitializer.EnsureInitialized(
        ref _completion, static () => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private bool IsEnding => Volatile.Read(ref _ending) != 0;

    /// <summary>Serves the connection until it ends. Never throws for anything that a client or the network does.</summary>
    public async Task RunAsync()
    {
        try
        {
            Post(new RelayControl.Welcome(_relay.Software, _relay.Clock.WallClock, _relay.Rules.Silence));
            await new MessageLoop(_input, _relay.Clock, _clockwork).RunAsync(this);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            LogLost(_relay.Logger, lost.GetType().Name);
        }
        finally
        {
            _membership.GiveUp();
            End([]);
            await _outlet.DrainedAsync();
            Over.TrySetResult();
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
        switch (_clockwork.Sweep(now, hasEntered: _membership.Seat is not null))
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
        Lifetime.Abort();
    }

    /// <summary>Called by the loop when it wakes: when the end has begun, the seat is given up.</summary>
    public void NoticeEnd()
    {
        if (IsEnding)
        {
            _membership.GiveUp();
        }
    }

    /// <summary>Deals with one message. What it returns is the wait for the receivers of a data frame.</summary>
    public ValueTask Handle(in InboundMessage message)
    {
        switch (message.Opcode)
        {
            case WebSocketOpcode.Close:
                AnswerClose(message);
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

    /// <summary>Closes for bytes that are no WebSocket frames.</summary>
    public void Refuse(WebSocketViolation violation)
    {
        LogViolation(_relay.Logger, violation);
        End(null, violation.CloseCode());
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
        var seat = _membership.Seat;
        var error = FrameReader.ReadFromClient(
            message.CopyTo(start), message.Payload.Length, seat?.Slot ?? -1, out var header);
        if (error != FrameError.None)
        {
            LogBadFrame(_relay.Logger, error);
            Refuse(RelayErrorCode.BadFrame);
            return default;
        }

        switch (header.Type)
        {
            case FrameType.Data when seat is null:
                Refuse(RelayErrorCode.BadFrame);
                return default;
            case FrameType.Data:
                return ForwardAsync(new DataFrame(message, SlotSet.Of(seat.Slot)), seat.Room, header.Slots);
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

    private void HandleControl(in InboundMessage message)
    {
        Span<byte> frame = stackalloc byte[RelayLimits.LongestControlFrameBytes];
        var json = message.CopyTo(frame)[RelayLimits.TypeBytes..];
        var error = ClientControl.TryParse(json, out var control);
        if (error != ControlError.None || control is null)
        {
            LogBadControl(_relay.Logger, error);
            Refuse(RelayErrorCode.BadControl);
        }
        else if (_membership.Do(control) is { } refusal)
        {
            Refuse(refusal);
        }
    }

    // Every receiver gets its copy as soon as it can take it; the slowest of them is who the sender waits for.
    private ValueTask ForwardAsync(in DataFrame frame, Room room, SlotSet receivers)
    {
        List<Task>? slow = null;
        var copies = 0;
        var now = _relay.Clock.Now;
        for (var rest = receivers; !rest.IsEmpty; rest = rest.WithoutLowest())
        {
            if (room.PeerAt(rest.Lowest) is PeerConnection receiver)
            {
                copies++;
                var sent = receiver._outlet.SendAsync(frame, this);
                receiver._clockwork.Sent(now);
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
        // While it is paused its input is not read, and this alone tells that the client is gone. Not null: it is passed.
        using var closed = Lifetime.ConnectionClosed.UnsafeRegister(
            static clockwork => ((ConnectionClockwork)clockwork!).TransportClosed(), _clockwork);
        _clockwork.Paused(true);
        await Task.WhenAll(slow);
        _clockwork.Paused(false);
        _clockwork.Heard(_relay.Clock.Now);
    }

    private void Post(byte[] frame)
    {
        _clockwork.Sent(_relay.Clock.Now);
        if (!_outlet.TryPost(frame))
        {
            End(null, RelayCloseCode.TooSlow);
        }
    }

    private void Refuse(RelayErrorCode code)
    {
        var error = new RelayControl.Error(code);
        var closeCode = code.ClosesWith() ?? (_membership.IsOutOfTries ? RelayCloseCode.NotEntered : null);
        if (closeCode is { } known)
        {
            End(error, known);
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

        // The loop must notice: it may be waiting for a slow receiver or for more to read. It does so on another thread: this
        // one may hold the lock of the rooms.
        Volatile.Read(ref _ended)?.Cancel();
        ThreadPool.UnsafeQueueUserWorkItem(static input => input.CancelPendingRead(), _input, preferLocal: true);
        return true;
    }
}
