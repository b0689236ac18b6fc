using Sharencrypt.Relay.Limits;

namespace Sharencrypt.Relay.Tests.Limits;

public sealed class TokenBucketTests
{
    private static readonly RateRule TenAMinute = new(PerMinute: 10, Burst: 3);

    [Fact]
    public void A_bucket_starts_full_and_refills_at_its_rate()
    {
        var bucket = default(TokenBucket);
        var now = TimeSpan.FromHours(1);

        Enumerable.Range(0, 4).Select(_ => bucket.TryTake(TenAMinute, now)).Should().Equal(true, true, true, false);
        bucket.UntilToken(TenAMinute, now).Should().Be(TimeSpan.FromSeconds(6));

        bucket.TryTake(TenAMinute, now + TimeSpan.FromSeconds(5.9)).Should().BeFalse();
        bucket.TryTake(TenAMinute, now + TimeSpan.FromSeconds(6.1)).Should().BeTrue();
        bucket.TryTake(TenAMinute, now + TimeSpan.FromSeconds(6.1)).Should().BeFalse();
    }

    [Fact]
    public void A_bucket_never_holds_more_than_its_burst()
    {
        var bucket = default(TokenBucket);
        bucket.TryTake(TenAMinute, TimeSpan.Zero);

        var later = TimeSpan.FromDays(30);
        bucket.IsFull(TenAMinute, later).Should().BeTrue();

        Enumerable.Range(0, 4).Select(_ => bucket.TryTake(TenAMinute, later)).Should().Equal(true, true, true, false);
    }
}
