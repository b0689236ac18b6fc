using System.Net;
using System.Net.Sockets;
using Sharencrypt.Chaos.Tests.Network;

namespace Sharencrypt.Chaos.Tests;

/// <summary>The proxy does what it is told, and otherwise nothing: what a run blames on the product must not be its own doing.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly TcpListener _relay = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _ends = []; // Kept: what nobody holds is closed by the garbage collector.
    private FaultProxy? _proxy;

    // A byte that does not come is waited for no longer than a minute.
    private readonly CancellationTokenSource _bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private CancellationToken Cancellation => _bound.Token;

    private FaultProxy Proxy => _proxy ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync()
    {
        _bound.CancelAfter(TimeSpan.FromMinutes(1));
        _relay.Start();
        _proxy = new FaultProxy((IPEndPoint)_relay.LocalEndpoint);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _ends.ForEach(end => end.Dispose());
        _relay.Dispose();
        _bound.Dispose();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(0, 5)]
    public async Task Bytes_pass_unchanged_whatever_the_pieces_and_the_delay(int pieceBytes, int delayMilliseconds)
    {
        var (client, relay) = await ConnectAsync();
        Proxy.ToRelay.Fragment(pieceBytes);
        Proxy.ToRelay.Delay = TimeSpan.FromMilliseconds(delayMilliseconds);
        var sent = new byte[300_000];
        new Draw(1).Fill(sent);
        var received = new byte[sent.Length];
        var receiving = relay.GetStream().ReadExactlyAsync(received, Cancellation).AsTask();
        await client.GetStream().WriteAsync(sent, Cancellation);
        await receiving;
        received.Should().Equal(sent);
    }

    [Fact]
    public async Task It_holds_at_exactly_the_byte_and_goes_on()
    {
        var (client, relay) = await ConnectAsync();
        var reached = Proxy.ToClient.HoldAt(1234);
        await relay.GetStream().WriteAsync(new byte[5000], Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte[1234], Cancellation);
        await reached.WaitAsync(Cancellation);
        client.Available.Should().Be(0);
        Proxy.ToClient.Release();
        await client.GetStream().ReadExactlyAsync(new byte[5000 - 1234], Cancellation);
    }

    [Fact]
    public async Task A_cut_resets_both_ends()
    {
        var (client, relay) = await ConnectAsync();
        Proxy.Cut().Should().Be(1);
        foreach (var end in new[] { client, relay })
        {
            var reading = FluentActions.Awaiting(() => end.GetStream().ReadAsync(new byte[1], Cancellation).AsTask());
            (await reading.Should().ThrowAsync<IOException>()).WithInnerException<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
        }
    }

    [Fact]
    public async Task A_closed_half_leaves_the_other_one_open()
    {
        var (client, relay) = await ConnectAsync();
        Proxy.CloseHalf(Direction.ToRelay);
        (await relay.GetStream().ReadAsync(new byte[1], Cancellation)).Should().Be(0);
        await relay.GetStream().WriteAsync(new byte[10], Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte[10], Cancellation);
    }

    [Fact]
    public async Task Who_is_refused_may_come_again_later_while_an_old_connection_lives()
    {
        var (client, relay) = await ConnectAsync();
        await Proxy.RefuseAsync();
        using var refused = new TcpClient();
        var connecting = FluentActions.Awaiting(() => refused.ConnectAsync(IPAddress.Loopback, Proxy.Port, Cancellation).AsTask());
        (await connecting.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
        Proxy.AcceptAgain();
        await ConnectAsync();
        await relay.GetStream().WriteAsync(new byte[10], Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte[10], Cancellation);
    }

    [Fact]
    public async Task An_abandoned_connection_carries_nothing_and_tells_nobody_while_new_ones_work()
    {
        var (client, relay) = await ConnectAsync();
        Proxy.Abandon();
        await client.GetStream().WriteAsync(new byte[10], Cancellation);
        client.Close();
        var (other, otherRelay) = await ConnectAsync();
        await other.GetStream().WriteAsync(new byte[10], Cancellation);
        await otherRelay.GetStream().ReadExactlyAsync(new byte[10], Cancellation);
        relay.Client.Poll(0, SelectMode.SelectRead).Should().BeFalse("neither bytes nor an end have come");
    }

    [Fact]
    public async Task A_limited_connection_is_cut_after_its_bytes()
    {
        Proxy.LimitNext(1, 100);
        var (client, relay) = await ConnectAsync();
        await client.GetStream().WriteAsync(new byte[200], Cancellation);
        var reading = FluentActions.Awaiting(() => relay.GetStream().ReadExactlyAsync(new byte[200], Cancellation).AsTask());
        await reading.Should().ThrowAsync<IOException>();
    }

    private async Task<(TcpClient Client, TcpClient Relay)> ConnectAsync()
    {
        var client = new TcpClient();
        _ends.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, Proxy.Port, Cancellation);
        var relay = await _relay.AcceptTcpClientAsync(Cancellation);
        _ends.Add(relay);

        // Only when a byte has passed does the proxy surely know the connection.
        await client.GetStream().WriteAsync(new byte[1], Cancellation);
        await relay.GetStream().ReadExactlyAsync(new byte[1], Cancellation);
        return (client, relay);
    }
}
