using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>One transfer in each direction over one channel.</summary>
internal sealed class SimulatedTransfers : IChannelUser, IDisposable
{
    private readonly bool _isLabelOnly;

    public SimulatedTransfers(SessionKeys keys, Role role, Cargo cargo, bool isLabelOnly, NonceLedger nonces)
    {
        _isLabelOnly = isLabelOnly;
        Peer = new SimulatedPeer(keys, role, nonces, this);
        Cargo = cargo;
        Sender = new SimulatedSender(role == Role.Host ? 0u : 1u, cargo, isLabelOnly, Peer, nonces);
    }

    public SimulatedPeer Peer { get; }

    public Cargo Cargo { get; }

    public SimulatedSender Sender { get; }

    public SimulatedReceiver? Receiver { get; private set; }

    public void OnLostSync() => Sender.Machine.LoseSync();

    public void OnBackInSync() => Receiver?.BackInSync();

    public void OnMessage(byte[] json)
    {
        var message = ChannelMessageCodec.Read(json);
        var isGood = message switch
        {
            OfferMessage offer when Receiver is null => (Receiver = new SimulatedReceiver(offer, _isLabelOnly, Peer)) is not null,
            AcceptMessage or ProgressMessage or ContinueMessage or CompleteMessage => Sender.Take((TransferMessage)message),
            TransferMessage other when Receiver is not null => Receiver.Take(other),
            _ => false,
        };
        if (!isGood)
        {
            throw new AttackException($"{message} broke the protocol");
        }
    }

    public void OnChunk(byte[] payload)
    {
        if (!ChunkHeader.TryRead(payload, out var header))
        {
            throw new AttackException("a malformed chunk");
        }

        if (Receiver is null || !Receiver.TakeChunk(header, [.. payload]))
        {
            throw new AttackException($"{header} is not the next chunk");
        }
    }

    /// <summary>Something to do for the transfers; <paramref name="luck"/> says what.</summary>
    public void Step(uint luck)
    {
        var chance = luck / 32;
        switch (luck % 32)
        {
            case < 20:
                Sender.SendChunk(chance);
                break;
            case < 31:
                Receiver?.Work();
                break;
            default:
                Sender.FailFile(chance);
                break;
        }
    }

    /// <summary>Everything that can be done at once, as when nothing is in the way.</summary>
    public bool Progress() => Sender.SendChunk(0) | (Receiver?.Work() ?? false);

    public void Dispose()
    {
        Sender.Dispose();
        Receiver?.Dispose();
    }
}
