using Sharencrypt.Protocol.Codes;

namespace Sharencrypt.Protocol.Tests.Codes;

public sealed class ShareCodeTests
{
    [Fact]
    public void The_longest_code_that_can_be_drawn_can_be_read()
    {
        var longest = WordList.All.MaxBy(word => word.Length)!;
        var secret = string.Join('-', Enumerable.Repeat(longest, ShareCode.MaxWords));
        ShareCode.TryParse($"4821-{secret}", out var code, out _).Should().Be(ShareCodeProblem.None);
        code!.Reveal().Should().Be($"4821-{secret}");
        ShareCode.TryParse($"4821-{secret}-{longest}", out _, out _).Should().Be(ShareCodeProblem.SecretLength);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public void A_drawn_code_is_canonical(int words)
    {
        var secret = ShareCode.DrawSecret(words);
        ShareCode.TryParse($"1234-{secret}", out var code, out _).Should().Be(ShareCodeProblem.None);
        code!.Reveal().Should().Be($"1234-{secret}");
        code.IsGenerated.Should().BeTrue();
        secret.Split('-').Should().HaveCount(words).And.OnlyContain(word => WordList.Contains(word));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public void Nobody_can_ask_for_too_few_or_too_many_words(int words) =>
        FluentActions.Invoking(() => ShareCode.DrawSecret(words)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void A_code_and_a_link_are_not_shown_by_accident()
    {
        ShareCode.TryParse("4821-velvet-orbit", out var code, out _);
        $"{code}".Should().NotContain("velvet").And.NotContain("4821");
        ShareLink.TryParse("https://share.example/#4821-velvet-orbit", out var link, out _);
        $"{link}".Should().NotContain("velvet").And.NotContain("4821");
    }
}
