using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

public sealed class WebSocketCloseTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(4001)]
    [InlineData(4999)]
    public void A_code_that_may_be_sent_is_read(int code)
    {
        var payload = new byte[2];
        WebSocketClose.Write(payload, code);

        WebSocketClose.TryRead(payload, out var read).Should().Be(WebSocketViolation.None);

        read.Should().Be(code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65_535)]
    public void A_code_that_may_not_be_sent_is_refused(int code)
    {
        var payload = new byte[2];
        WebSocketClose.Write(payload, code);

        WebSocketClose.TryRead(payload, out _).Should().Be(WebSocketViolation.BadCloseCode);
    }

    [Fact]
    public void A_close_may_be_empty_but_not_one_byte()
    {
        WebSocketClose.TryRead([], out var none).Should().Be(WebSocketViolation.None);
        none.Should().BeNull();
        WebSocketClose.TryRead([3], out _).Should().Be(WebSocketViolation.BadCloseCode);
    }

    [Fact]
    public void A_reason_is_UTF_8()
    {
        WebSocketClose.TryRead([0x03, 0xe8, .. "grüß"u8], out _).Should().Be(WebSocketViolation.None);
        WebSocketClose.TryRead([0x03, 0xe8, 0xc3], out _).Should().Be(WebSocketViolation.BadCloseReason);
        WebSocketClose.TryRead([0x03, 0xe8, 0xed, 0xa0, 0x80], out _).Should().Be(WebSocketViolation.BadCloseReason);
    }
}
