using Sharencrypt.Relay.Memory;

namespace Sharencrypt.Relay.Tests.Memory;

public sealed class HeapTrimTests
{
    private const long Mebibyte = 1024 * 1024;

    [Fact]
    public void What_a_burst_left_is_given_back_when_it_is_over() =>
        HeapTrim.IsDue(recent: Mebibyte, sinceCollection: 100 * Mebibyte, heap: 150 * Mebibyte, rented: 0).Should().BeTrue();

    [Theory]
    [InlineData(50, 100, 150, 0)] // The burst goes on.
    [InlineData(0, 15, 20, 0)] // Too little.
    [InlineData(0, 100, 600, 0)] // Too little for a heap of that size, whose collection takes long.
    [InlineData(0, 100, 150, 5)] // Somebody sends.
    public void Otherwise_nobody_is_disturbed(long recent, long sinceCollection, long heap, long rented) =>
        HeapTrim.IsDue(recent * Mebibyte, sinceCollection * Mebibyte, heap * Mebibyte, rented * Mebibyte).Should().BeFalse();

    [Fact]
    public void It_collects_when_a_burst_is_over()
    {
        var trim = new HeapTrim();
        var hasCollected = false;

        // Other tests allocate in this process, too, and may look like one more burst.
        for (var tries = 0; tries < 1000 && !hasCollected; tries++)
        {
            Allocate(HeapTrim.WorthBytes);
            trim.Trim(rentedBytes: 0).Should().BeFalse("it has just been");
            hasCollected = trim.Trim(rentedBytes: 0);
        }

        hasCollected.Should().BeTrue();
    }

    private static void Allocate(long bytes)
    {
        for (var allocated = 0L; allocated < bytes; allocated += 1024)
        {
            GC.KeepAlive(new byte[1000]);
        }
    }
}
