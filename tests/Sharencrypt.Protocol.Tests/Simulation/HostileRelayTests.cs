using CsCheck;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>A relay that drops, repeats, reorders, changes and invents: it is found out, or nothing comes of it but delay.</summary>
public sealed class HostileRelayTests
{
    private const int Chunk = TransferLimits.MinChunkBytes;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_a_relay_does_nothing_wrong_is_taken(bool isCalm) =>
        Gen.Select(Sizes, Sizes, Gen.UInt.Array[1, 500], Gen.UInt.Array[1, 4]).Sample(
            (mine, yours, schedule, deeds) => Run(mine, yours, schedule, deeds, isCalm),
            iter: 2_000);

    [Fact]
    public void A_relay_that_withholds_the_word_that_a_file_failed_gets_no_transfer_through()
    {
        using var pair = new TransferPair(Cargo.Files(Chunk, [Chunk, Chunk, Chunk], 1), Cargo.Text(Chunk, 1, 2), isLabelOnly: false);
        pair.Room.Settle(() => pair.Guest.Receiver?.Work() ?? false);
        pair.Host.Sender.SendChunk(0).Should().BeTrue("the message of the epoch");
        pair.Host.Sender.SendChunk(0).Should().BeTrue("the first chunk");
        pair.Room.Settle();
        pair.Host.Sender.FailFile(2);
        pair.Host.Sender.Failed.Should().Equal(2);

        pair.Room.Spoil = (slot, payload) => slot == 1 && payload[0] == (byte)PayloadKind.Message;
        FluentActions.Invoking(pair.Settle).Should().Throw<AttackException>("chunks of an epoch arrived that was never begun");
        pair.Guest.Receiver!.IsComplete.Should().BeFalse();
    }

    private static Gen<long[]> Sizes => Gen.OneOf(Gen.Long[0, 4L * Chunk], Gen.Long[0, 3]).Array[1, 6];

    private static void Run(long[] mine, long[] yours, uint[] schedule, uint[] deeds, bool isCalm)
    {
        using var pair = new TransferPair(Cargo.Files(Chunk, mine, 1), Cargo.Files(Chunk, yours, 2), isLabelOnly: false);
        var waiting = new Queue<uint>(deeds);
        var (toHost, toGuest) = (new HostileRelay(), new HostileRelay());
        try
        {
            for (var i = 0; i < schedule.Length; i++)
            {
                pair.Step(schedule[i], isCalm);
                toHost.Watch(pair.Host.Peer.Connection);
                toGuest.Watch(pair.Guest.Peer.Connection);
                if (waiting.Count > 0 && i >= schedule.Length * (deeds.Length - waiting.Count + 1) / (deeds.Length + 1))
                {
                    TryAct(waiting.Peek() % 2 == 0 ? (toHost, pair.Host.Peer) : (toGuest, pair.Guest.Peer), waiting);
                }
            }

            pair.Settle();
        }
        catch (AttackException)
        {
            // Found out: the channel ends here.
        }

        ShouldBeRightSoFar(pair.Host, pair.Guest);
        ShouldBeRightSoFar(pair.Guest, pair.Host);
    }

    private static void TryAct((HostileRelay Relay, SimulatedPeer Peer) target, Queue<uint> waiting)
    {
        if (target.Peer.Connection is { } connection && target.Relay.TryAct(connection, waiting.Peek() / 2))
        {
            waiting.Dequeue();
        }
    }

    private static void ShouldBeRightSoFar(SimulatedTransfers from, SimulatedTransfers to)
    {
        var (said, heard) = (from.Peer.Said, to.Peer.Heard);
        (heard.Count <= said.Count && heard.Zip(said).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))).Should().BeTrue();
        if (to.Receiver is not null)
        {
            TransferPair.ShouldBeRight(from, to.Receiver);
        }
    }
}
