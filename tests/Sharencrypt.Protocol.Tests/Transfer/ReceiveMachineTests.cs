using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

public sealed class ReceiveMachineTests
{
    private const int Chunk = 262_144;
    private const long Big = 400L * Chunk; // More than the greatest window.

    [Fact]
    public void Skipping_more_than_the_window_grants_more()
    {
        var (machine, manifest) = Skippable();
        machine.OnStream(0, index: 400, continues: 0, manifest, TimeSpan.Zero).Should().BeTrue();
        machine.OnWritten(0, 0, TimeSpan.Zero).Should().BeTrue("the sender waits for a limit behind what it left out");
        machine.Written.Should().Be(Big);
        machine.Limit.Should().BeGreaterThanOrEqualTo(Big + Chunk);
    }

    [Fact]
    public void What_was_left_out_counts_as_stored_only_when_all_before_it_is()
    {
        var (machine, manifest) = Skippable();
        machine.OnStream(0, index: 0, continues: 0, manifest, TimeSpan.Zero).Should().BeTrue();
        machine.Taken(Chunk, isFinal: false);
        machine.Taken(Chunk, isFinal: false);
        machine.OnStream(1, index: 400, continues: 0, manifest, TimeSpan.Zero).Should().BeTrue();
        machine.Taken(Chunk, isFinal: false);
        machine.OnWritten(Chunk, 0, TimeSpan.Zero);
        machine.Written.Should().Be(Chunk);
        machine.OnWritten(Chunk, 0, TimeSpan.Zero);
        machine.Written.Should().Be(Big);
        machine.OnWritten(Chunk, 0, TimeSpan.Zero);
        machine.Written.Should().Be(Big + Chunk).And.Be(machine.Received);
    }

    // One file that failed, and one of two chunks behind it.
    private static (ReceiveMachine Machine, Manifest Manifest) Skippable()
    {
        TransferItem[] items = [new("big", ItemKind.File, Big, null, false), new("small", ItemKind.File, 2 * Chunk, null, false)];
        Manifest.TryCreate(items, PathRules.Unix, out var manifest, out _).Should().Be(PathProblem.None);
        manifest!.Fail(0).Should().BeTrue();
        return (new ReceiveMachine(new OfferTerms(TransferKind.Files, Chunk, 2, manifest.TotalBytes, null), TimeSpan.Zero), manifest);
    }
}
