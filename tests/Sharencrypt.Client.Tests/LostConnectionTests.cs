using Sharencrypt.Client.Connection;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Tests;

/// <summary>Connections end at every possible moment; the transfer ends with the right bytes.</summary>
public sealed class LostConnectionTests
{
    private const int Bytes = 1_300_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task A_connection_that_ends_after_any_frame_costs_nothing(int slot, bool relayForgets)
    {
        for (var number = 0; number < 30; number++)
        {
            await RunAsync(new HashSet<int> { number }, slot, relayForgets);
        }
    }

    [Fact]
    public async Task Connections_that_end_again_and_again_cost_nothing() =>
        await RunAsync([.. Enumerable.Range(0, 40).Select(index => 5 + (index * 3))], slot: null, relayForgets: false);

    [Fact]
    public async Task A_stream_that_can_be_read_only_once_survives_lost_connections()
    {
        var relay = new TestRelay();
        relay.Passed = passing => Cut(relay, passing.Number is 8 or 12 or 17, passing.Number % 2);
        await using var pair = await Pair.MeetAsync(relay);
        var content = Random(Bytes);
        using var output = new MemoryStream();

        var (sender, receiver) = await pair.TransferAsync(ShareContent.FromStream(new MemoryStream(content)), ReceiveTarget.Stream(output), Cancellation);

        sender.Should().BeNull();
        receiver.Should().BeNull();
        output.ToArray().Should().Equal(content);
    }

    [Fact]
    public async Task Both_sides_are_told_what_happens()
    {
        var relay = new TestRelay();
        relay.Passed = passing => Cut(relay, passing.Number == 8, 1);
        var told = new List<string>();
        await using var host = await ShareSession.OpenAsync(relay.Options with { ChosenCode = "holiday-secret-phrase", Status = new Listener("host", told) }, Cancellation);
        await using var guest = await ShareSession.JoinAsync("holiday-secret-phrase", relay.Options with { Status = new Listener("guest", told) }, Cancellation);
        var sending = host.SendAsync(ShareContent.FromStream(new MemoryStream(Random(Bytes))), null, Cancellation);
        var offer = await guest.ReceiveOfferAsync(Cancellation);
        await offer!.AcceptAsync(ReceiveTarget.Stream(Stream.Null), null, Cancellation);
        await sending;

        lock (told)
        {
            told.Should().ContainInOrder("guest RelayLost", "guest RelayBack");
            told.Should().ContainInOrder("host PeerAway", "host PeerBack");
        }
    }

    [Fact]
    public async Task A_room_is_locked_before_the_guest_relies_on_its_second_name()
    {
        var fromHost = new List<string>();
        var relay = new TestRelay { Received = frame => fromHost.AddRange(DescribeOfHost(frame)) };
        relay.Passed = passing => Cut(relay, passing.Number == 8, 0);
        await using var pair = await Pair.MeetAsync(relay);

        var (sender, receiver) = await pair.TransferAsync(ShareContent.FromStream(new MemoryStream(Random(Bytes))), ReceiveTarget.Stream(Stream.Null), Cancellation);

        sender.Should().BeNull();
        receiver.Should().BeNull();
        fromHost.Should().StartWith(["Open", "Handshake", "Lock", "Handshake"], "it locks before its last step");
        fromHost.Should().ContainInConsecutiveOrder(["Resume", "Lock"], "the lock may have been lost with the connection");
    }

    [Fact]
    public async Task Something_else_that_answers_for_a_while_does_not_end_a_transfer()
    {
        var relay = new TestRelay();
        relay.Passed = passing => Cut(relay, passing.Number == 10, 1);
        var wrong = new WrongForAWhile(relay);
        await using var host = await ShareSession.OpenAsync(relay.Options with { ChosenCode = "holiday-secret-phrase" }, Cancellation);
        await using var guest = await ShareSession.JoinAsync("holiday-secret-phrase", relay.Options with { Connector = _ => wrong }, Cancellation);
        var content = Random(Bytes);
        using var output = new MemoryStream();
        var sending = host.SendAsync(ShareContent.FromStream(new MemoryStream(content)), null, Cancellation);

        await (await guest.ReceiveOfferAsync(Cancellation))!.AcceptAsync(ReceiveTarget.Stream(output), null, Cancellation);

        await sending;
        output.ToArray().Should().Equal(content);
        wrong.Tries.Should().BeGreaterThan(2);
    }

    private static async Task RunAsync(HashSet<int> after, int? slot, bool relayForgets)
    {
        var relay = new TestRelay { ForgetsOnCut = relayForgets };
        relay.Passed = passing => Cut(relay, after.Contains(passing.Number), slot ?? passing.Number % 2);
        await using var pair = await Pair.MeetAsync(relay);
        using var source = new TestFolder();
        using var target = new TestFolder();
        var content = Random(Bytes);
        source.Write("tree/a", content[..400_000]);
        source.Write("tree/b", []);
        source.Write("tree/c", content[400_000..]);

        var (sender, receiver) = await pair.TransferAsync(ShareContent.FromPaths(source["tree"]), ReceiveTarget.Folder(target.Path), Cancellation);

        var why = $"cut after {string.Join(',', after)}: {receiver}";
        sender.Should().BeNull("{0}", why);
        receiver.Should().BeNull("{0}", why);
        target.Entries().Should().BeEquivalentTo("tree", "tree/a", "tree/b", "tree/c");
        byte[] arrived = [.. await File.ReadAllBytesAsync(target["tree/a"], Cancellation), .. await File.ReadAllBytesAsync(target["tree/c"], Cancellation)];
        arrived.Should().Equal(content);
    }

    /// <summary>What the host says, or nothing for a frame of the guest.</summary>
    private static IEnumerable<string> DescribeOfHost(byte[] frame)
    {
        if (FrameReader.ReadFromClient(frame, frame.Length, RelayLimits.HostSlot, out var header) != FrameError.None)
        {
            return []; // Data for the host.
        }

        if (header.Type == FrameType.Data)
        {
            return [((PayloadKind)frame[RelayLimits.DataHeaderBytes]).ToString()];
        }

        ClientControl.TryParse(frame.AsSpan(RelayLimits.TypeBytes), out var control);
        return control is ClientControl.Open or ClientControl.Lock or ClientControl.Resume { Slot: RelayLimits.HostSlot } ? [control.GetType().Name] : [];
    }

    private static byte[] Random(int bytes) => System.Security.Cryptography.RandomNumberGenerator.GetBytes(bytes);

    private static void Cut(TestRelay relay, bool when, int slot)
    {
        if (when)
        {
            relay.Cut(slot);
        }
    }

    /// <summary>Answers as something that is no relay to the second and third try.</summary>
    private sealed class WrongForAWhile(TestRelay relay) : IRelayConnector
    {
        public int Tries { get; private set; }

        public ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken) => ++Tries is 2 or 3
            ? throw new RelayConnectionException(ShareErrorCode.NotARelay, "A page to log in to this hotel's network.")
            : relay.ConnectAsync(cancellationToken);
    }

    private sealed class Listener(string who, List<string> told) : IProgress<ShareStatus>
    {
        public void Report(ShareStatus value)
        {
            lock (told)
            {
                told.Add($"{who} {value.Kind}");
            }
        }
    }
}
