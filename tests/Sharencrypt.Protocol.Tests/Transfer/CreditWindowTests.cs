using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

/// <summary>The window over a modelled path: how fast it becomes, and how much it grants.</summary>
public sealed class CreditWindowTests
{
    private const int Chunk = TransferLimits.MaxChunkBytes;
    private const double MiB = 1024 * 1024;

    [Theory]
    [InlineData(20, 100, 64)] // Mebibytes a second, milliseconds there and back, mebibytes in all.
    [InlineData(100, 50, 256)]
    [InlineData(100, 150, 512)]
    [InlineData(60, 300, 512)]
    public void A_fast_path_is_not_held_up_by_its_length(double rate, double delay, int total)
    {
        var (seconds, _) = Run(rate, sinkRate: 10_000, delay, total);
        (total / seconds).Should().BeGreaterThan(rate * 0.8);
    }

    [Theory]
    [InlineData(5, 10_000, 20)]
    [InlineData(100, 5, 20)] // A slow disk: what has arrived and is not stored stays small.
    [InlineData(1, 10_000, 1000)]
    [InlineData(2000, 700, 0.1)] // A disk that is fast, but not as fast as the path.
    public void Nobody_grants_more_than_is_of_use(double rate, double sinkRate, double delay)
    {
        var (_, largest) = Run(rate, sinkRate, delay, total: 64);
        largest.Should().Be(TransferLimits.FirstWindowBytes);
    }

    [Fact]
    public void The_window_has_an_end()
    {
        var (_, largest) = Run(rate: 1000, sinkRate: 10_000, delay: 100, total: 1000);
        largest.Should().Be(TransferLimits.MaxWindowBytes);
    }

    [Fact]
    public void A_limit_never_goes_back()
    {
        var window = new CreditWindow(position: 1000);
        window.Limit.Should().Be(1000 + TransferLimits.FirstWindowBytes);
        var limit = window.Limit;
        for (var written = 1000L; written < 100 * TransferLimits.FirstWindowBytes; written += 300_000)
        {
            window.Advance(written, 0, TimeSpan.FromMilliseconds(written / 5000));
            window.Limit.Should().BeGreaterThanOrEqualTo(limit).And.BeGreaterThan(written);
            limit = window.Limit;
        }
    }

    // One chunk after the other: it leaves when the one before has left, and when the word that allows it has come.
    private static (double Seconds, long Largest) Run(double rate, double sinkRate, double delay, int total)
    {
        var window = new CreditWindow(position: 0);
        window.Asked(TimeSpan.Zero);
        window.Answered(TimeSpan.FromMilliseconds(delay));
        var grants = new Queue<(double At, long Limit)>();
        var (left, stored, limit, largest) = (0.0, 0.0, window.Limit, 0L);
        for (var position = 0L; position < total * MiB; position += Chunk)
        {
            while (position + Chunk > limit)
            {
                (var at, limit) = grants.Dequeue();
                left = Math.Max(left, at);
            }

            left += Chunk / MiB / rate;
            stored = Math.Max(stored, left + (delay / 2000)) + (Chunk / MiB / sinkRate);
            var since = stored - left - (delay / 2000); // Meanwhile the sender went on, as far as it may.
            var waiting = Math.Min(window.Limit - position - Chunk, (long)(since * rate * MiB));
            if (window.Advance(position + Chunk, waiting, TimeSpan.FromSeconds(stored)))
            {
                grants.Enqueue((stored + (delay / 2000), window.Limit));
                largest = Math.Max(largest, window.Limit - position - Chunk);
            }
        }

        return (stored, largest);
    }
}
