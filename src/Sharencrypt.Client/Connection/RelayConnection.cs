using System.Runtime.CompilerServices;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// A place in a room that outlives the transports that carry it: reads frames and tells its owner, and when a transport
/// dies makes a new one and takes the place again. One reader (its loop), one writer at a time (the line).
/// </summary>
internal sealed class RelayConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(2);

    private const int MostPosted = 64;

    private readonly IRelayConnector _connector;
    private readonly RoomEntry _entry;
    private readonly IRelayEvents _events;
    private readonly TimeProvider _time;
    private readonly ReconnectSchedule _schedule = new(ReconnectSchedule.RandomFraction);
    private readonly CancellationTokenSource _stop = new();
    private readonly FrameLine _line;
    private readonly SilenceWatch _silence;
    private readonly Pulse _networkChanged = new();
    private readonly IDisposable _networkWatch;

    // Set while the line is held; read without that only to abort.
    private volatile IRelayTransport? _transport;
    private Task _loop = Task.CompletedTask;
    private Task _postedLoop = Task.CompletedTask;

    public RelayConnection(IRelayConnector connector, RoomEntry entry, IRelayEvents events, TimeProvider time, INetworkChanges? network = null)
    {
        _connector = connector;
        _entry = entry;
        _events = events;
        _time = time;
        _line = new FrameLine(SendNowAsync);
        _silence = new SilenceWatch(time, () => _transport?.BytesReceived ?? 0, SendPing, () => _transport?.GiveUp());
        _networkWatch = (network ?? SystemNetworkChanges.Instance).Subscribe(_networkChanged.Beat);
    }

    /// <summary>Connects for the first time and enters the room. Errors are the caller's; there is no second try.</summary>
    public async ValueTask<RelayControl.Entered> EnterAsync(CancellationToken cancellationToken)
    {
        var transport = await _connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var entered = await TakePlaceAsync(transport, cancellationToken).ConfigureAwait(false);
            _transport = transport;
            _silence.Start();
            return entered;
        }
        catch (TransportLostException exception)
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw new RelayConnectionException(
                ShareErrorCode.RelayUnreachable, "The relay closed the connection at once.", "Try again in a moment.", exception);
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Begins to read. Called once, after the owner has taken note of what <see cref="EnterAsync"/> returned.</summary>
    public void Start()
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        _postedLoop = Task.Run(_line.RunAsync, CancellationToken.None);
    }

    /// <summary>Sends a whole data frame.</summary>
    /// <param name="frame">Header and payload; not used after the call.</param>
    /// <param name="isWanted">Asked when its turn has come: whether it may still follow what was sent meanwhile. Null: always.</param>
    /// <returns>False when there is no connection now: what the frame held is for the resync to find out.</returns>
    public ValueTask<bool> TrySendAsync(ReadOnlyMemory<byte> frame, Func<bool>? isWanted = null) => _line.SendAsync(frame, isWanted);

    /// <summary>
    /// Queues a whole frame, for callers that must not wait. It goes out before every frame whose turn comes later, whoever
    /// sends that; it is lost when there is no connection at its turn.
    /// </summary>
    public void Post(byte[] frame) => _line.Post(frame);

    /// <summary>As <see cref="Post(byte[])"/>. Completes when the frame was handed to the connection, or is lost.</summary>
    public Task PostAsync(byte[] frame) => _line.PostAsync(frame);

    /// <summary>Queues a control message, as <see cref="Post(byte[])"/>.</summary>
    public void Post(ClientControl control) => Post(FrameWriter.Control(control));

    /// <summary>Leaves the room for good, politely if the connection allows, within a bound.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _silence.Dispose();
        _networkWatch.Dispose();
        _line.Complete();
        if (_transport is { } transport)
        {
            var goodbye = SayGoodbyeAsync(transport);
            await Task.WhenAny(goodbye, Task.Delay(CloseBound, _time)).ConfigureAwait(false);
            transport.Abort();
            await goodbye.ConfigureAwait(false);
        }

        await Task.WhenAll(_loop, _postedLoop).ConfigureAwait(false);
        if (_transport is { } last)
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }

        _entry.Dispose();
        if (_connector is IAsyncDisposable connector)
        {
            await connector.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task SayGoodbyeAsync(IRelayTransport transport)
    {
        await _postedLoop.ConfigureAwait(false); // What was queued before goes first.
        await TrySendAsync(FrameWriter.Control(new ClientControl.Leave())).ConfigureAwait(false);
        await transport.CloseAsync(CloseBound).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await ReadUntilLostAsync(_transport!).ConfigureAwait(false);
                await RestoreAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed while waiting to connect again.
        }
        catch (ShareException exception)
        {
            _events.OnEnded(exception); // The owner disposes, which says goodbye if the connection still can.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A fault of ours must not leave anybody waiting.
            _events.OnEnded(new ShareException(ShareErrorCode.Internal, $"This program has a fault: {exception.Message}", "Please report it.", exception));
        }
    }

    private async Task ReadUntilLostAsync(IRelayTransport transport)
    {
        var frame = FrameBuffer.Rent();
        try
        {
            while (true)
            {
                _silence.Reading();
                frame.Length = await transport.ReceiveAsync(frame.Whole, CancellationToken.None).ConfigureAwait(false);
                _silence.NotReading();
                if (Take(frame))
                {
                    frame = FrameBuffer.Rent();
                }
            }
        }
        catch (TransportLostException lost)
        {
            if (!_stop.IsCancellationRequested && (RelayCloseCode)lost.CloseCode is RelayCloseCode.Replaced or RelayCloseCode.ProtocolError)
            {
                throw new RelayConnectionException(
                    ShareErrorCode.RelayBroken, $"The relay ended the connection (code {lost.CloseCode}).", "Update this program or the relay.", lost);
            }
        }
        finally
        {
            _silence.NotReading();
            frame.Dispose();
        }
    }

    /// <summary>Acts on one frame; true when somebody else owns the buffer now.</summary>
    private bool Take(FrameBuffer frame)
    {
        if (FrameReader.ReadFromRelay(frame.Frame, frame.Length, out var header) != FrameError.None)
        {
            throw Broken("sent a frame that the protocol does not allow");
        }

        switch (header.Type)
        {
            case FrameType.Data:
                return _events.OnData(header.Slots.Lowest, frame);
            case FrameType.Ping:
                Answer(header.Token);
                return false;
            case FrameType.Control:
                TakeControl(frame.Frame[RelayLimits.TypeBytes..]);
                return false;
            default:
                return false;
        }
    }

    private void TakeControl(ReadOnlySpan<byte> json)
    {
        var problem = RelayControl.TryParse(json, out var control);
        if (problem is not (ControlError.None or ControlError.UnknownType))
        {
            throw Broken("sent a control message that the protocol does not allow");
        }

        switch (control)
        {
            case RelayControl.Arrived or RelayControl.Away or RelayControl.Back or RelayControl.Left:
                _events.OnPeer(control);
                break;
            case RelayControl.Closed closed:
                throw new PeerEndedException(
                    closed.Reason == ClosedReason.Removed ? ShareErrorCode.CodeWrong : ShareErrorCode.PeerLeft,
                    "The other side left before everything was done.",
                    "Ask them, and start again.");
            case RelayControl.Error { Code: RelayErrorCode.RateLimited or RelayErrorCode.Full or RelayErrorCode.BadFrame or RelayErrorCode.BadControl } error:
                throw Broken($"refused with “{Protocol.Transfer.Printable.Escape(error.CodeText)}”");
            default:
                break; // "restarting" shows as a lost connection; errors about a slot that is gone are not ours to mend.
        }
    }

    private async Task RestoreAsync()
    {
        _stop.Token.ThrowIfCancellationRequested();
        await ReplaceTransportAsync(null, () => { }).ConfigureAwait(false);
        _events.OnLost();
        while (true)
        {
            await PauseAsync(_schedule.Next()).ConfigureAwait(false);
            IRelayTransport? transport = null;
            try
            {
                transport = await _connector.ConnectAsync(_stop.Token).ConfigureAwait(false);
                var entered = await TakePlaceAsync(transport, _stop.Token).ConfigureAwait(false);
                await ReplaceTransportAsync(transport, () => _events.OnRestored(entered)).ConfigureAwait(false);
                _schedule.Reset();
                return;
            }
            catch (Exception exception) when (exception is TransportLostException or ShareException { IsTransient: true } or ShareException { Code: ShareErrorCode.NotARelay })
            {
                // What was a relay once will be one again: meanwhile something else may answer, such as a hotel's log-in page.
                if (transport is not null)
                {
                    await transport.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Waits before the next try; not to the end when the system says that the network is another one now.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        if (pause == TimeSpan.Zero)
        {
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await Task.WhenAny(Task.Delay(pause, _time, over.Token), _networkChanged.Next).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        _stop.Token.ThrowIfCancellationRequested();
    }

    private async Task ReplaceTransportAsync(IRelayTransport? transport, Action beforeUse)
    {
        _transport?.Abort(); // Whoever is about to send on it comes back at once.
        await _line.HoldAsync().ConfigureAwait(false);
        try
        {
            if (_transport is { } old)
            {
                await old.DisposeAsync().ConfigureAwait(false);
            }

            _transport = transport;
            _silence.Renew();
            beforeUse();
        }
        finally
        {
            _line.Release();
        }
    }

    private ValueTask<RelayControl.Entered> TakePlaceAsync(IRelayTransport transport, CancellationToken cancellationToken) =>
        TakingPlace.RunAsync(transport, _entry, _events.OnWelcome, _time, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendNowAsync(ReadOnlyMemory<byte> frame)
    {
        if (_transport is not { } transport)
        {
            return false;
        }

        try
        {
            await transport.SendAsync(frame, CancellationToken.None).ConfigureAwait(false);
            _silence.Sent();
            return true;
        }
        catch (TransportLostException)
        {
            transport.Abort(); // The reading loop sees it too and restores the connection.
            return false;
        }
    }

    private void Answer(ulong token)
    {
        if (_line.PostedCount < MostPosted)
        {
            Post(Ping(FrameType.Pong, token)); // A relay that floods with pings gets fewer answers, not our memory.
        }
    }

    private void SendPing() => Post(Ping(FrameType.Ping, (ulong)_time.GetTimestamp()));

    private static byte[] Ping(FrameType type, ulong token)
    {
        var frame = new byte[RelayLimits.PingFrameBytes];
        FrameWriter.WritePing(frame, type, token);
        return frame;
    }

    private static RelayConnectionException Broken(string what) =>
        new(ShareErrorCode.RelayBroken, $"The relay {what}.", "Update this program or the relay.");
}
