using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

public sealed class SendMachineTests
{
    private const int Chunk = 262_144;
    private const long Plenty = 1L << 40;

    [Theory]
    [InlineData(1L << 46)] // Times the size of a chunk this is 2^64, which looks like 0.
    [InlineData((1L << 53) - 1)]
    [InlineData(3)]
    [InlineData(-1)]
    public void Going_on_where_nothing_was_ever_sent_is_refused(long index)
    {
        var machine = Started(10 * Chunk);
        Send(machine, 2);
        machine.LoseSync();
        machine.OnContinue(index, Plenty, machine.PositionOf(index)).Should().BeFalse();
    }

    [Fact]
    public void The_position_of_an_absurd_index_is_the_end()
    {
        var machine = new SendMachine(TransferKind.Files, Chunk, 10 * Chunk);
        machine.PositionOf(1L << 46).Should().Be(10 * Chunk);
    }

    [Theory]
    [InlineData(TransferKind.Stream, null)]
    [InlineData(TransferKind.Stream, 2L * Chunk)]
    [InlineData(TransferKind.Files, 2L * Chunk)]
    public void A_receiver_that_has_the_final_chunk_gets_nothing_more(TransferKind kind, long? total)
    {
        var machine = Started(total, kind);
        Cut(machine, Chunk, isFinal: false);
        Cut(machine, Chunk, isFinal: true);
        machine.LoseSync();
        machine.OnContinue(2, Plenty, 2 * Chunk).Should().BeTrue();
        machine.State.Should().Be(SendState.WaitingForComplete);
        machine.TryPlan(out _).Should().BeFalse();
        machine.OnComplete().Should().BeTrue();
        machine.State.Should().Be(SendState.Complete);
    }

    [Fact]
    public void A_stream_may_be_cut_otherwise_when_it_is_sent_again()
    {
        var machine = Started(null, TransferKind.Stream);
        Cut(machine, Chunk, isFinal: false);
        Cut(machine, Chunk, isFinal: true);
        machine.LoseSync();
        machine.OnContinue(0, Plenty, 0).Should().BeTrue();
        Cut(machine, 10, isFinal: false);
        Cut(machine, 10, isFinal: false);
        machine.LoseSync();
        machine.OnContinue(2, Plenty, 20).Should().BeTrue();
        machine.State.Should().Be(SendState.Streaming);
    }

    [Fact]
    public void A_receiver_that_goes_back_and_then_claims_to_have_all_gets_nothing_more()
    {
        var machine = Started(2 * Chunk);
        Send(machine, 2);
        machine.LoseSync();
        machine.OnContinue(0, Plenty, 0).Should().BeTrue();
        machine.OnContinue(2, Plenty, 2 * Chunk).Should().BeTrue();
        machine.TryBegin(out _).Should().BeFalse();
        machine.TryPlan(out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_still_arrives_for_a_closed_transfer_is_ignored(bool isComplete)
    {
        var machine = Started(Chunk);
        Send(machine, 1);
        if (isComplete)
        {
            machine.OnComplete().Should().BeTrue();
        }
        else
        {
            machine.End();
        }

        var (state, written) = (machine.State, machine.Written);
        machine.OnAccept(0, Plenty).Should().BeTrue();
        machine.OnProgress(0, 0).Should().BeTrue();
        machine.OnContinue(0, Plenty, 0).Should().BeTrue();
        machine.OnComplete().Should().BeTrue();
        machine.LoseSync();
        (machine.State, machine.Written).Should().Be((state, written));
        machine.TryBegin(out _).Should().BeFalse();
    }

    [Fact]
    public void A_receiver_that_kept_the_beginning_is_sent_the_rest()
    {
        var machine = new SendMachine(TransferKind.Files, Chunk, (2 * Chunk) + 1);
        machine.OnAccept(2, Plenty).Should().BeTrue();
        machine.Written.Should().Be(2 * Chunk);
        machine.TryBegin(out var start).Should().BeTrue();
        start.Should().Be(new EpochStart(Epoch: 0, Index: 2, Continues: 0));
        machine.TryPlan(out var plan).Should().BeTrue();
        plan.Should().Be(new ChunkPlan(Epoch: 0, Index: 2, Position: 2 * Chunk, Length: 1, IsFinal: true));
    }

    [Theory]
    [InlineData(TransferKind.Files, 2L * Chunk, 2)]
    [InlineData(TransferKind.Files, 2L * Chunk, -1)]
    [InlineData(TransferKind.Files, 0L, 1)]
    [InlineData(TransferKind.Stream, 2L * Chunk, 1)]
    [InlineData(TransferKind.Stream, null, 1)]
    public void Nobody_can_begin_behind_the_final_chunk_or_in_the_middle_of_a_stream(TransferKind kind, long? total, long index) =>
        new SendMachine(kind, Chunk, total).OnAccept(index, Plenty).Should().BeFalse();

    [Theory]
    [InlineData(TransferKind.Stream, null)]
    [InlineData(TransferKind.Stream, 0L)]
    [InlineData(TransferKind.Files, 0L)]
    public void Nothing_is_complete_before_the_final_chunk_was_sent(TransferKind kind, long? total)
    {
        var machine = Started(total, kind);
        machine.OnComplete().Should().BeFalse();
        machine.LoseSync();
        machine.OnComplete().Should().BeFalse();
    }

    [Fact]
    public void Epochs_that_are_never_begun_take_no_number()
    {
        var machine = Started(10 * Chunk);
        machine.BeginEpoch();
        machine.LoseSync();
        machine.TryBegin(out _).Should().BeFalse();
        machine.OnContinue(0, Plenty, 0).Should().BeTrue();
        machine.LoseSync();
        machine.OnContinue(0, Plenty, 0).Should().BeTrue();
        machine.TryBegin(out var start).Should().BeTrue();
        start.Should().Be(new EpochStart(Epoch: 0, Index: 0, Continues: 2));
        machine.TryBegin(out _).Should().BeFalse();
    }

    [Fact]
    public void What_is_left_out_is_said_even_when_the_window_is_closed()
    {
        var machine = new SendMachine(TransferKind.Files, Chunk, 10 * Chunk);
        machine.OnAccept(0, Chunk).Should().BeTrue();
        Send(machine, 1);
        machine.TrySkip(5 * Chunk).Should().BeTrue();
        machine.TryBegin(out var start).Should().BeTrue();
        start.Index.Should().Be(5);
        machine.TryPlan(out _).Should().BeFalse();
    }

    [Fact]
    public void A_chunk_that_was_planned_before_something_happened_is_not_sent()
    {
        var machine = Started(10 * Chunk);
        machine.TryBegin(out _);
        machine.TryPlan(out var plan).Should().BeTrue();
        machine.LoseSync();
        machine.TrySend(plan, plan.Length, plan.IsFinal).Should().BeFalse();
        machine.OnContinue(0, Plenty, 0).Should().BeTrue();
        machine.TrySend(plan, plan.Length, plan.IsFinal).Should().BeFalse();
        machine.TryBegin(out _).Should().BeTrue();
        machine.TrySend(plan, plan.Length, plan.IsFinal).Should().BeFalse();
        machine.TryPlan(out plan).Should().BeTrue();
        machine.TrySend(plan, plan.Length, plan.IsFinal).Should().BeTrue();
        machine.TrySend(plan, plan.Length, plan.IsFinal).Should().BeFalse();
    }

    private static SendMachine Started(long? total, TransferKind kind = TransferKind.Files)
    {
        var machine = new SendMachine(kind, Chunk, total);
        machine.OnAccept(0, Plenty).Should().BeTrue();
        return machine;
    }

    private static void Send(SendMachine machine, int chunks)
    {
        for (var i = 0; i < chunks; i++)
        {
            machine.TryBegin(out _);
            machine.TryPlan(out var plan).Should().BeTrue();
            machine.TrySend(plan, plan.Length, plan.IsFinal).Should().BeTrue();
        }
    }

    private static void Cut(SendMachine machine, int length, bool isFinal)
    {
        machine.TryBegin(out _);
        machine.TryPlan(out var plan).Should().BeTrue();
        machine.TrySend(plan, length, isFinal).Should().BeTrue();
    }
}
