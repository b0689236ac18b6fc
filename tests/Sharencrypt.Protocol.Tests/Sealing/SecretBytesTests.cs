using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Sealing;

public sealed class SecretBytesTests
{
    [Fact]
    public void A_secret_that_was_disposed_is_no_key_of_zeros()
    {
        byte[] bytes = [1, 2, 3];
        var secret = SecretBytes.Own(bytes);
        secret.Dispose();
        bytes.Should().Equal(0, 0, 0);
        FluentActions.Invoking(() => secret.Span.Length).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => secret.Matches([0, 0, 0])).Should().Throw<ObjectDisposedException>();
        secret.Dispose();
    }

    [Fact]
    public void A_secret_is_not_shown_by_accident()
    {
        using var secret = SecretBytes.Copy([0xab, 0xcd]);
        $"{secret}".Should().Be("SecretBytes(2)");
    }

    [Fact]
    public void A_copy_does_not_change_with_its_source()
    {
        byte[] bytes = [1, 2];
        using var secret = SecretBytes.Copy(bytes);
        bytes[0] = 9;
        secret.Matches([1, 2]).Should().BeTrue();
        secret.Matches([9, 2]).Should().BeFalse();
        secret.Matches([1, 2, 3]).Should().BeFalse();
    }
}
