using System.Text;
using CsCheck;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>Two real ends of a channel over a relay that keeps its promises and no more than those.</summary>
public sealed class ChannelSimulationTests
{
    private static readonly Gen<uint[]> Schedules = Gen.UInt.Array[0, 400];

    [Fact]
    public void Whatever_is_lost_with_connections_every_message_arrives_once_and_in_order() =>
        Schedules.Sample(schedule => Run(schedule, burst: 3), iter: 5_000);

    [Fact]
    public void More_messages_than_may_be_unconfirmed_arrive_all_the_same() =>
        Schedules.Sample(schedule => Run(schedule, burst: 300), iter: 100);

    [Fact]
    public void Two_sides_that_say_much_at_once_do_not_wait_for_each_other_for_ever()
    {
        using var pair = new Pair();
        pair.Say(pair.Host, 1000);
        pair.Say(pair.Guest, 1000);
        pair.Room.Settle();
        pair.ShouldHaveHeardEverything();
    }

    private static void Run(uint[] schedule, int burst)
    {
        using var pair = new Pair();
        foreach (var luck in schedule)
        {
            if (luck % 5 == 0)
            {
                pair.Say(luck % 2 == 0 ? pair.Host : pair.Guest, (luck / 10) % 50 == 0 ? burst : 1);
            }

            pair.Room.Step(luck / 5);
        }

        pair.Room.Settle();
        pair.ShouldHaveHeardEverything();
    }

    private sealed class Pair : IDisposable
    {
        private readonly SessionKeys _keys = SimulatedKeys.Session();

        public Pair()
        {
            var nonces = new NonceLedger();
            Host = new SimulatedPeer(_keys, Role.Host, nonces);
            Guest = new SimulatedPeer(_keys, Role.Guest, nonces);
            Room = new Room(Host, Guest);
        }

        public SimulatedPeer Host { get; }

        public SimulatedPeer Guest { get; }

        public Room Room { get; }

        public void Say(SimulatedPeer peer, int count)
        {
            for (var i = 0; i < count; i++)
            {
                peer.Post(Encoding.ASCII.GetBytes($"{{\"type\":\"say\",\"word\":{peer.Said.Count}}}"));
            }
        }

        public void ShouldHaveHeardEverything()
        {
            foreach (var (speaker, listener) in new[] { (Host, Guest), (Guest, Host) })
            {
                speaker.Machine.IsInSync.Should().BeTrue();
                speaker.Waiting.Should().Be(0);
                SameInOrder(speaker.Said, listener.Heard).Should().BeTrue();
            }
        }

        public void Dispose()
        {
            Room.Dispose();
            _keys.Dispose();
        }

        private static bool SameInOrder(List<byte[]> said, List<byte[]> heard) =>
            said.Count == heard.Count && said.Zip(heard).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }
}
