using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Sealing;

public sealed class AllocationTests
{
    [Fact]
    public void Sealing_and_opening_a_chunk_allocates_nothing()
    {
        using var key = SecretBytes.Own(new byte[KeySchedule.KeyBytes]);
        using var cipher = new ChunkCipher(key, new byte[KeySchedule.EpochSaltBytes], transfer: 0, epoch: 0);
        var payload = new byte[TransferLimits.MinChunkBytes + ChunkHeader.OverheadBytes];
        var isGood = SealAndOpen(cipher, payload, first: 0, count: 50); // The first rounds load and compile.

        var before = GC.GetAllocatedBytesForCurrentThread();
        isGood &= SealAndOpen(cipher, payload, first: 50, count: 50);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        isGood.Should().BeTrue();
        allocated.Should().Be(0);
    }

    private static bool SealAndOpen(ChunkCipher cipher, byte[] payload, ulong first, ulong count)
    {
        var isGood = true;
        for (var index = first; index < first + count; index++)
        {
            cipher.Seal(index, isFinal: false, payload);
            isGood &= ChunkHeader.TryRead(payload, out var header) && cipher.TryOpen(header, payload, out _);
        }

        return isGood;
    }
}
