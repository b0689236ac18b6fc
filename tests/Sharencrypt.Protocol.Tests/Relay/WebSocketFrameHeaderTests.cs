using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary>One test for each rule of RFC 6455 section 5.2: a rule taken out of the parser turns its test red.</summary>
public sealed class WebSocketFrameHeaderTests
{
    [Theory]
    [InlineData("8280a1b2c3d4", WebSocketOpcode.Binary, true, 0, 6)]
    [InlineData("82fda1b2c3d4", WebSocketOpcode.Binary, true, 125, 6)]
    [InlineData("82fe007ea1b2c3d4", WebSocketOpcode.Binary, true, 126, 8)]
    [InlineData("82feffffa1b2c3d4", WebSocketOpcode.Binary, true, 65_535, 8)]
    [InlineData("82ff0000000000010000a1b2c3d4", WebSocketOpcode.Binary, true, 65_536, 14)]
    [InlineData("82ff7fffffffffffffffa1b2c3d4", WebSocketOpcode.Binary, true, long.MaxValue, 14)]
    [InlineData("0280a1b2c3d4", WebSocketOpcode.Binary, false, 0, 6)]
    [InlineData("0080a1b2c3d4", WebSocketOpcode.Continuation, false, 0, 6)]
    [InlineData("8181a1b2c3d4", WebSocketOpcode.Text, true, 1, 6)]
    [InlineData("8882a1b2c3d4", WebSocketOpcode.Close, true, 2, 6)]
    [InlineData("89fda1b2c3d4", WebSocketOpcode.Ping, true, 125, 6)]
    [InlineData("8a80a1b2c3d4", WebSocketOpcode.Pong, true, 0, 6)]
    public void A_right_header_is_read(string hex, WebSocketOpcode opcode, bool isFinal, long payload, int headerBytes)
    {
        WebSocketFrameHeader.TryRead(Convert.FromHexString(hex), fromClient: true, out var header, out var violation)
            .Should().BeTrue();

        violation.Should().Be(WebSocketViolation.None);
        header.Should().Be(new WebSocketFrameHeader(opcode, isFinal, payload, 0xd4c3b2a1, headerBytes));
    }

    [Theory]
    [InlineData("c2", WebSocketViolation.ReservedBits)]
    [InlineData("a2", WebSocketViolation.ReservedBits)]
    [InlineData("92", WebSocketViolation.ReservedBits)]
    [InlineData("83", WebSocketViolation.UnknownOpcode)]
    [InlineData("87", WebSocketViolation.UnknownOpcode)]
    [InlineData("8b", WebSocketViolation.UnknownOpcode)]
    [InlineData("8f", WebSocketViolation.UnknownOpcode)]
    [InlineData("08", WebSocketViolation.FragmentedControl)]
    [InlineData("09", WebSocketViolation.FragmentedControl)]
    [InlineData("0a", WebSocketViolation.FragmentedControl)]
    [InlineData("8200", WebSocketViolation.NotMasked)]
    [InlineData("8900", WebSocketViolation.NotMasked)]
    [InlineData("89fe", WebSocketViolation.ControlTooLong)]
    [InlineData("88ff", WebSocketViolation.ControlTooLong)]
    [InlineData("82fe0000", WebSocketViolation.LengthNotMinimal)]
    [InlineData("82fe007d", WebSocketViolation.LengthNotMinimal)]
    [InlineData("82ff0000000000000000", WebSocketViolation.LengthNotMinimal)]
    [InlineData("82ff000000000000ffff", WebSocketViolation.LengthNotMinimal)]
    [InlineData("82ff8000000000000000", WebSocketViolation.LengthTooLarge)]
    [InlineData("82ffffffffffffffffff", WebSocketViolation.LengthTooLarge)]
    public void A_wrong_header_is_refused_as_soon_as_it_shows(string hex, WebSocketViolation expected)
    {
        WebSocketFrameHeader.TryRead(Convert.FromHexString(hex), fromClient: true, out _, out var violation)
            .Should().BeFalse();

        violation.Should().Be(expected);
    }

    [Fact]
    public void A_server_does_not_mask()
    {
        WebSocketFrameHeader.TryRead(Convert.FromHexString("8280a1b2c3d4"), fromClient: false, out _, out var violation)
            .Should().BeFalse();
        violation.Should().Be(WebSocketViolation.Masked);

        WebSocketFrameHeader.TryRead(Convert.FromHexString("8205"), fromClient: false, out var header, out _)
            .Should().BeTrue();
        header.Should().Be(new WebSocketFrameHeader(WebSocketOpcode.Binary, true, 5, 0, 2));
    }

    [Theory]
    [InlineData("82fda1b2c3d4")]
    [InlineData("82feffffa1b2c3d4")]
    [InlineData("82ff0000000000010000a1b2c3d4")]
    public void A_header_that_is_not_all_there_waits_for_more(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            WebSocketFrameHeader.TryRead(bytes.AsSpan(0, length), fromClient: true, out _, out var violation)
                .Should().BeFalse();
            violation.Should().Be(WebSocketViolation.None);
        }

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            WebSocketFrameHeader.TryRead(Pieces.Of(bytes[..cut], bytes[cut..]), fromClient: true, out var header, out _)
                .Should().BeTrue();
            header.HeaderBytes.Should().Be(bytes.Length);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(262_409)]
    public void What_is_written_is_read_again(int payload)
    {
        var bytes = new byte[WebSocketFrameHeader.LongestBytes];

        var asClient = WebSocketFrameHeader.Write(bytes, WebSocketOpcode.Binary, payload, 0x01020304);
        WebSocketFrameHeader.TryRead(bytes.AsSpan(0, asClient), fromClient: true, out var client, out _).Should().BeTrue();
        client.Should().Be(new WebSocketFrameHeader(WebSocketOpcode.Binary, true, payload, 0x01020304, asClient));

        var asServer = WebSocketFrameHeader.Write(bytes, WebSocketOpcode.Close, 2);
        WebSocketFrameHeader.TryRead(bytes.AsSpan(0, asServer), fromClient: false, out var server, out _).Should().BeTrue();
        server.Should().Be(new WebSocketFrameHeader(WebSocketOpcode.Close, true, 2, 0, asServer));
    }
}
