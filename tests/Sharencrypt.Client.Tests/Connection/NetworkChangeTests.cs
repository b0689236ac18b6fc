using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Connection;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>A connection that waits to try again does not wait when the system says that the network is another one now.</summary>
public sealed class NetworkChangeTests
{
    [Fact]
    public async Task A_network_that_comes_up_ends_the_wait()
    {
        var time = new FakeTimeProvider();
        var (network, connector, events) = (new Network(), new Connector(new TestRelay()), new Events());
        var connection = new RelayConnection(connector, RoomEntry.Host(null, TimeProvider.System), events, time, network);
        await connection.EnterAsync(TestContext.Current.CancellationToken);
        connection.Start();

        connector.IsDown = true;
        connector.Relay.Cut(0);
        await events.Lost.Task.WaitAsync(TestContext.Current.CancellationToken);
        await connector.TriedAsync(2); // The first try waits for nothing; this one has failed, and now the clock stands.

        for (var tries = 3; tries < 6; tries++)
        {
            // The clock stands still: nothing but the network can end the wait, which may only just be about to begin.
            await UntilAsync(() =>
            {
                network.Change();
                return connector.Tries >= tries;
            });
        }

        connector.IsDown = false;
        await UntilAsync(() =>
        {
            network.Change();
            return events.Restored.Task.IsCompleted;
        });
        await connection.DisposeAsync();
        network.Subscribers.Should().Be(0);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!isSo())
        {
            await again.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private sealed class Network : INetworkChanges
    {
        private Action? _changed;

        public int Subscribers => _changed?.GetInvocationList().Length ?? 0;

        public void Change() => _changed?.Invoke();

        public IDisposable Subscribe(Action changed)
        {
            _changed += changed;
            return new Subscription(() => _changed -= changed);
        }

        private sealed class Subscription(Action end) : IDisposable
        {
            public void Dispose() => end();
        }
    }

    private sealed class Connector(TestRelay relay) : IRelayConnector
    {
        private int _tries;

        public TestRelay Relay { get; } = relay;

        public volatile bool IsDown;

        public int Tries => Volatile.Read(ref _tries);

        public ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _tries);
            return IsDown ? throw new RelayConnectionException(ShareErrorCode.RelayUnreachable, "Down.") : Relay.ConnectAsync(cancellationToken);
        }

        public Task TriedAsync(int times) => UntilAsync(() => Tries >= times);
    }

    private sealed class Events : IRelayEvents
    {
        public TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Restored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnWelcome(RelayControl.Welcome welcome)
        {
        }

        public void OnPeer(RelayControl control)
        {
        }

        public bool OnData(int slot, FrameBuffer frame) => false;

        public void OnLost() => Lost.TrySetResult();

        public void OnRestored(RelayControl.Entered entered) => Restored.TrySetResult();

        public void OnEnded(ShareException reason)
        {
        }
    }
}
