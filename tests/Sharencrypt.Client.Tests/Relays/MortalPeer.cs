using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests.Relays;

/// <summary>
/// One side of a transfer in a process that can end: from then on nothing that it says arrives anywhere. What it kept is in
/// its store, for another process.
/// </summary>
internal sealed class MortalPeer(TestRelay relay, string store) : IRelayConnector
{
    private readonly Lock _gate = new();
    private readonly List<IRelayTransport> _transports = [];
    private bool _isDead;

    public TransferStore Store { get; } = new(store);

    public ShareOptions Options => ShareOptions.Default with { Connector = _ => this, Store = Store };

    /// <summary>The process ends, from one moment to the next.</summary>
    public void Die()
    {
        lock (_gate)
        {
            _isDead = true;
            _transports.ForEach(transport => transport.Abort());
        }
    }

    /// <summary>Another process, with the same disk.</summary>
    public MortalPeer Reborn() => new(relay, store);

    public async ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var transport = await relay.ConnectAsync(cancellationToken);
        lock (_gate)
        {
            if (_isDead)
            {
                throw new RelayConnectionException(ShareErrorCode.RelayUnreachable, "This process is dead.");
            }

            _transports.Add(transport);
            return transport;
        }
    }
}
