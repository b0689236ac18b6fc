using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>Two peers that send each other something.</summary>
internal sealed class TransferPair : IDisposable
{
    private readonly SessionKeys _keys = SimulatedKeys.Session();

    public TransferPair(Cargo fromHost, Cargo fromGuest, bool isLabelOnly)
    {
        var nonces = new NonceLedger();
        Host = new SimulatedTransfers(_keys, Role.Host, fromHost, isLabelOnly, nonces);
        Guest = new SimulatedTransfers(_keys, Role.Guest, fromGuest, isLabelOnly, nonces);
        Room = new Room(Host.Peer, Guest.Peer);
        Host.Sender.Offer();
        Guest.Sender.Offer();
    }

    public SimulatedTransfers Host { get; }

    public SimulatedTransfers Guest { get; }

    public Room Room { get; }

    public void Step(uint luck, bool isCalm = false)
    {
        if (luck % 3 == 0)
        {
            (luck % 2 == 0 ? Host : Guest).Step(luck / 6);
        }
        else
        {
            Room.Step(luck / 3, isCalm);
        }
    }

    public void Settle() => Room.Settle(() => Host.Progress() | Guest.Progress());

    public void ShouldBeComplete()
    {
        foreach (var (from, to) in new[] { (Host, Guest), (Guest, Host) })
        {
            from.Sender.Machine.State.Should().Be(SendState.Complete);
            from.Sender.Machine.Written.Should().Be(from.Cargo.Length);
            to.Receiver!.IsComplete.Should().BeTrue();
            to.Receiver.Written.Should().Be(from.Cargo.Length);
            ShouldBeRight(from, to.Receiver);
        }
    }

    /// <summary>What was taken so far is what was sent; if all was, both sides agree on what failed.</summary>
    public static void ShouldBeRight(SimulatedTransfers from, SimulatedReceiver receiver)
    {
        if (receiver.IsComplete)
        {
            receiver.Received.Should().Be(from.Cargo.Length);
            receiver.Failed.Should().BeEquivalentTo(from.Sender.Failed);
        }

        long position = 0;
        var stored = receiver.Stored;
        foreach (var (item, number) in from.Cargo.Items.Select((item, number) => (item, number)))
        {
            if (!from.Sender.Failed.Contains(number))
            {
                ShouldBeRight(from.Cargo, stored, position, position + item.Size);
            }

            position += item.Size;
        }

        if (from.Cargo.Items.Count == 0)
        {
            ShouldBeRight(from.Cargo, stored, 0, from.Cargo.Length);
        }
    }

    public void Dispose()
    {
        Room.Dispose();
        Host.Dispose();
        Guest.Dispose();
        _keys.Dispose();
    }

    private static void ShouldBeRight(Cargo cargo, ReadOnlySpan<byte> stored, long from, long to)
    {
        for (var position = from; position < Math.Min(to, stored.Length); position++)
        {
            if (stored[(int)position] != cargo.At(position))
            {
                throw new InvalidOperationException($"The byte at {position} is wrong.");
            }
        }
    }
}
