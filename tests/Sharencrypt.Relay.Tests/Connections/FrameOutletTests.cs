using System.Buffers;
using System.IO.Pipelines;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Connections;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Connections;

public sealed class FrameOutletTests
{
    // Far beyond anything that works: a turn that is lost must fail its test and not hang the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // A pipe that is full after the first frame and takes the next when it is empty again.
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: 10, resumeWriterThreshold: 1, useSynchronizationContext: false));

    private readonly FrameOutlet _outlet;

    public FrameOutletTests() => _outlet = new FrameOutlet(_pipe.Writer, longestQueue: 3);

    [Fact]
    public async Task Senders_take_turns_in_the_order_of_asking()
    {
        using var one = new Source(1);
        using var two = new Source(2);
        var first = _outlet.SendAsync(one.Frame(10), one).AsTask();
        var second = _outlet.SendAsync(two.Frame(20), two).AsTask();
        var third = _outlet.SendAsync(one.Frame(11), one).AsTask();

        first.IsCompleted.Should().BeTrue();
        second.IsCompleted.Should().BeFalse();

        (await ReadAsync()).Should().Equal((1, 10));
        await Soon(second);
        third.IsCompleted.Should().BeFalse();
        (await ReadAsync()).Should().Equal((2, 20));
        await Soon(third);
        (await ReadAsync()).Should().Equal((1, 11));
    }

    [Fact]
    public async Task Control_frames_do_not_wait_for_senders_and_overtake_those_who_wait()
    {
        using var one = new Source(1);
        await _outlet.SendAsync(one.Frame(10), one);
        var waiting = _outlet.SendAsync(one.Frame(11), one).AsTask();

        _outlet.TryPost(ServerFrame.OfPing(FrameType.Ping, 5)).Should().BeTrue();
        waiting.IsCompleted.Should().BeFalse();

        (await ReadAsync()).Should().Equal((1, 10));
        (await ReadAsync()).Should().Equal((-1, 5));
        (await ReadAsync()).Should().Equal((1, 11));
        await Soon(waiting);
    }

    [Fact]
    public async Task More_control_frames_than_may_wait_are_refused()
    {
        using var one = new Source(1);
        await _outlet.SendAsync(one.Frame(10), one);

        var posted = Enumerable.Range(0, 4).Select(_ => _outlet.TryPost(ServerFrame.OfPing(FrameType.Ping, 5))).ToList();

        posted.Should().Equal(true, true, true, false);
    }

    [Fact]
    public async Task A_sender_that_ends_stops_waiting_and_its_turn_goes_to_the_next()
    {
        using var one = new Source(1);
        using var two = new Source(2);
        await _outlet.SendAsync(one.Frame(10), one);
        var given = _outlet.SendAsync(one.Frame(11), one).AsTask();
        var next = _outlet.SendAsync(two.Frame(20), two).AsTask();

        await one.EndAsync();
        await Soon(given);

        (await ReadAsync()).Should().Equal((1, 10));
        await Soon(next);
        (await ReadAsync()).Should().Equal((2, 20));
    }

    [Fact]
    public async Task What_a_sender_without_a_seat_still_had_under_way_is_discarded()
    {
        using var one = new Source(1);
        using var two = new Source(2);
        await _outlet.SendAsync(one.Frame(10), one);
        var stale = _outlet.SendAsync(one.Frame(11), one).AsTask();
        var next = _outlet.SendAsync(two.Frame(20), two).AsTask();
        one.MaySend = false;

        (await ReadAsync()).Should().Equal((1, 10));
        await Soon(stale);
        await Soon(next);
        (await ReadAsync()).Should().Equal((2, 20));
    }

    [Fact]
    public async Task The_last_words_come_after_what_was_posted_and_nothing_comes_after_them()
    {
        using var one = new Source(1);
        await _outlet.SendAsync(one.Frame(10), one);
        var waiting = _outlet.SendAsync(one.Frame(11), one).AsTask();
        _outlet.TryPost(ServerFrame.OfPing(FrameType.Ping, 5));

        _outlet.Finish(ServerFrame.OfPing(FrameType.Ping, 6), ServerFrame.OfPing(FrameType.Ping, 7));
        _outlet.Finish(ServerFrame.OfPing(FrameType.Ping, 8));
        _outlet.TryPost(ServerFrame.OfPing(FrameType.Ping, 9)).Should().BeTrue();
        await _outlet.SendAsync(one.Frame(12), one);
        await Soon(waiting);
        _outlet.DrainedAsync().IsCompleted.Should().BeFalse();

        (await ReadAsync()).Should().Equal((1, 10));
        (await ReadAsync()).Should().Equal((-1, 5), (-1, 6), (-1, 7));
        await Soon(_outlet.DrainedAsync());
        await _pipe.Writer.CompleteAsync();
        (await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task When_the_connection_is_lost_everybody_who_waits_is_let_go()
    {
        using var one = new Source(1);
        await _outlet.SendAsync(one.Frame(10), one);
        var waiting = _outlet.SendAsync(one.Frame(11), one).AsTask();

        await _pipe.Reader.CompleteAsync(new IOException("reset"));

        await Soon(waiting);
        await Soon(_outlet.DrainedAsync());
        await _outlet.SendAsync(one.Frame(12), one);
        _outlet.TryPost(ServerFrame.OfPing(FrameType.Ping, 5)).Should().BeTrue();
    }

    private static Task Soon(Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    // What the pipe holds: the sender's slot and its payload, or -1 and the token of a ping.
    private async Task<List<(int From, int What)>> ReadAsync()
    {
        var result = await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        var bytes = result.Buffer.ToArray();
        var found = new List<(int From, int What)>();
        for (var at = 0; at < bytes.Length;)
        {
            WebSocketFrameHeader.TryRead(bytes.AsSpan(at), fromClient: false, out var header, out _).Should().BeTrue();
            var frame = bytes.AsSpan(at + header.HeaderBytes, (int)header.PayloadBytes);
            FrameReader.ReadFromRelay(frame, frame.Length, out var read).Should().Be(FrameError.None);
            found.Add(read.Type == FrameType.Data ? (read.Slots.Lowest, frame[^1]) : (-1, (int)read.Token));
            at += header.HeaderBytes + (int)header.PayloadBytes;
        }

        _pipe.Reader.AdvanceTo(result.Buffer.End);
        return found;
    }

    private sealed class Source(int slot) : IFrameSource, IDisposable
    {
        private readonly CancellationTokenSource _ended = new();

        public bool MaySend { get; set; } = true;

        public CancellationToken Ended => _ended.Token;

        public DataFrame Frame(byte payload)
        {
            var message = Say.Data(0, payload);
            return new DataFrame(
                new InboundMessage(WebSocketOpcode.Binary, new ReadOnlySequence<byte>(message), 0), SlotSet.Of(slot));
        }

        public Task EndAsync() => _ended.CancelAsync();

        public void Dispose() => _ended.Dispose();
    }
}
