using System.Net.Sockets;

namespace Sharencrypt.Chaos.Tests.Network;

/// <summary>One connection of a client, forwarded to the relay.</summary>
internal sealed class ProxyConnection : IDisposable
{
    private readonly Socket _client;
    private readonly Socket _relay;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _endToRelay;
    private readonly CancellationTokenSource _endToClient;
    private readonly TaskCompletionSource _start = new();
    private int _budget;
    private volatile bool _isAbandoned;
    private int _isCut;

    /// <param name="client">The client's end; owned.</param>
    /// <param name="relay">The relay's end; owned.</param>
    /// <param name="toRelay">What may pass to the relay.</param>
    /// <param name="toClient">What may pass to the client.</param>
    /// <param name="budget">How many bytes it may carry in all before it is cut.</param>
    public ProxyConnection(Socket client, Socket relay, LaneRules toRelay, LaneRules toClient, int budget)
    {
        _client = client;
        _relay = relay;
        _budget = budget;
        _client.NoDelay = _relay.NoDelay = true;
        _endToRelay = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        _endToClient = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        Running = RunAsync(toRelay, toClient);
    }

    /// <summary>Completes when both directions have ended.</summary>
    public Task Running { get; }

    /// <summary>Begins to forward. A fault that was ordered before holds from the first byte on.</summary>
    public void Start() => _start.SetResult();

    /// <summary>Ends it as a crashed router would: both ends get a reset.</summary>
    public void Cut()
    {
        if (Interlocked.Exchange(ref _isCut, 1) == 0)
        {
            _end.Cancel();
            Reset(_client);
            Reset(_relay);
        }
    }

    /// <summary>Ends one direction with a FIN; the other one goes on.</summary>
    public void CloseHalf(Direction direction)
    {
        var (end, to) = direction == Direction.ToRelay ? (_endToRelay, _relay) : (_endToClient, _client);
        end.Cancel();
        try
        {
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Over already.
        }
    }

    /// <summary>Carries nothing from now on, and tells nobody: a black hole.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _end.Cancel();
    }

    public void Dispose()
    {
        Cut();
        _endToRelay.Dispose();
        _endToClient.Dispose();
        _end.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other end was faster.
        }

        socket.Dispose();
    }

    private async Task RunAsync(LaneRules toRelay, LaneRules toClient)
    {
        await _start.Task;
        await Task.WhenAll(
            ForwardAsync(new Lane(_client, _relay, toRelay), _endToRelay.Token),
            ForwardAsync(new Lane(_relay, _client, toClient), _endToClient.Token));
        if (!_isAbandoned)
        {
            Close();
        }
    }

    private async Task ForwardAsync(Lane lane, CancellationToken cancellationToken)
    {
        try
        {
            await lane.RunAsync(Spend, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A fault that somebody ordered.
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Cut(); // What happened to one end happens to the other.
        }
    }

    private int Spend(int bytes)
    {
        var left = Interlocked.Add(ref _budget, -bytes);
        if (left > 0)
        {
            return bytes;
        }

        Cut();
        throw new OperationCanceledException("The budget is spent.");
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _isCut, 1) == 0)
        {
            _client.Dispose();
            _relay.Dispose();
        }
    }
}
