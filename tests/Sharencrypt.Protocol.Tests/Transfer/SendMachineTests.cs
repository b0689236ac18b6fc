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
            machine.TryPlan(out var plan).Should().BeTrue();
            machine.Sent(plan.Length, plan.IsFinal);
        }
    }
}
