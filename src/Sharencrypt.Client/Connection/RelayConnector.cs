namespace Sharencrypt.Client.Connection;

/// <summary>
/// Connects to a relay by whatever gets through: WebSocket, or plain HTTP where something on the network is in its way.
/// While HTTP is in use, looks now and then whether WebSocket works again, and if so ends the HTTP connection: the next
/// one that is asked for is then the WebSocket connection that worked.
/// </summary>
internal sealed class RelayConnector : IRelayConnector, IAsyncDisposable
{
    private static readonly TimeSpan ProbeTick = TimeSpan.FromSeconds(5);

    private readonly Uri _relay;
    private readonly TimeProvider _time;
    private readonly IProgress<ShareStatus>? _status;
    private readonly HttpMessageInvoker _http;
    private readonly WebSocketConnector _webSocket;
    private readonly HttpConnector _plain;
    private readonly TransportMemory _memory;
    private readonly TransportRace _race;
    private readonly ITimer _probeTimer;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _began;
    private readonly Lock _gate = new();

    // Owner of all below: _gate.
    private readonly TransportChoice _choice;
    private ShareTransport _shown = ShareTransport.WebSocket;
    private WatchedTransport? _current;
    private WatchedTransport? _probed;
    private Task _probing = Task.CompletedTask;

    public RelayConnector(Uri relay, ShareOptions options)
    {
        (_relay, _time, _status) = (relay, options.TimeProvider, options.Status);
        _http = RelayHttpHandler.Create(options.ConnectTimeout);
        _webSocket = new WebSocketConnector(relay, _http, _time);
        _plain = new HttpConnector(relay, _http, _time);
        _memory = new TransportMemory(options.CacheFolder, _time);
        _race = new TransportRace(new RelayErrors(relay), ConnectAsync, options.ConnectTimeout, _time);
        _began = _time.GetTimestamp();
        var remembered = _memory.Recall(relay);
        _choice = new TransportChoice(remembered is not null, remembered == ShareTransport.HttpPolling);

        // Not null: the connector is what is passed.
        _probeTimer = _time.CreateTimer(static connector => ((RelayConnector)connector!).ProbeIfDue(), this, ProbeTick, ProbeTick);
    }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    public async ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        TransportPlan plan;
        lock (_gate)
        {
            _current = _probed;
            _probed = null;
            if (_current is not null)
            {
                return _current;
            }

            plan = _choice.Next(Now);
        }

        var transport = await _race.RunAsync(plan, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _current = transport;
        }

        Show(transport.Transport);
        return transport;
    }

    public async ValueTask DisposeAsync()
    {
        await _probeTimer.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _probing.ConfigureAwait(false);
        if (_probed is { } probed)
        {
            await probed.DisposeAsync().ConfigureAwait(false);
        }

        _http.Dispose();
        _stop.Dispose();
    }

    private ValueTask<WatchedTransport> ConnectAsync(TransportFamily family, CancellationToken cancellationToken) =>
        family == TransportFamily.WebSocket ? ConnectWebSocketAsync(cancellationToken) : ConnectHttpAsync(cancellationToken);

    private async ValueTask<WatchedTransport> ConnectWebSocketAsync(CancellationToken cancellationToken)
    {
        var socket = await _webSocket.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var transport = await WatchedTransport.WelcomeAsync(socket, () => ShareTransport.WebSocket, _time, OnWebSocketLost, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _choice.WebSocketWorked();
        }

        return transport;
    }

    private async ValueTask<WatchedTransport> ConnectHttpAsync(CancellationToken cancellationToken)
    {
        bool polls;
        lock (_gate)
        {
            polls = _choice.Polls;
        }

        var http = await _plain.ConnectAsync(polls, cancellationToken).ConfigureAwait(false);
        return await WatchedTransport.WelcomeAsync(
            http, () => http.Polls ? ShareTransport.HttpPolling : ShareTransport.HttpStreaming, _time, OnHttpLost, cancellationToken).ConfigureAwait(false);
    }

    private void OnWebSocketLost(TransportLoss loss)
    {
        lock (_gate)
        {
            if (loss.IsCut)
            {
                _choice.WebSocketCut(Now, loss.Lasted);
            }
        }
    }

    private void OnHttpLost(TransportLoss loss)
    {
        lock (_gate)
        {
            if (loss.IsSilent)
            {
                _choice.HttpSilent();
            }
        }
    }

    /// <summary>Takes note of what is in use now, and says so when it is another than before.</summary>
    private void Show(ShareTransport transport)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _shown != transport;
            _shown = transport;
            if (transport != ShareTransport.WebSocket)
            {
                _choice.HttpWorked(Now, transport == ShareTransport.HttpPolling);
            }
        }

        _memory.Note(_relay, transport);
        if (isNew)
        {
            _status?.Report(new ShareStatus(ShareStatusKind.TransportChanged) { Transport = transport });
        }
    }

    private void ProbeIfDue()
    {
        lock (_gate)
        {
            if (!_stop.IsCancellationRequested && _probing.IsCompleted && _probed is null
                && _current is { Transport: not ShareTransport.WebSocket } && _choice.IsProbeDue(Now))
            {
                _probing = ProbeAsync();
            }
        }
    }

    private async Task ProbeAsync()
    {
        await Task.Yield(); // Whoever begins it holds the gate.
        using var bound = new CancellationTokenSource(TransportChoice.ProbeBound, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, _stop.Token);
        try
        {
            var transport = await ConnectWebSocketAsync(both.Token).ConfigureAwait(false);
            WatchedTransport? replaced;
            lock (_gate)
            {
                (_probed, replaced) = (transport, _current);
            }

            Show(ShareTransport.WebSocket);
            replaced?.Abort(); // Its owner asks for another and gets the one that is ready.
        }
        catch (Exception exception) when (exception is ShareException or TransportLostException or OperationCanceledException)
        {
            lock (_gate)
            {
                _choice.WebSocketFailed(Now);
            }
        }
    }
}
