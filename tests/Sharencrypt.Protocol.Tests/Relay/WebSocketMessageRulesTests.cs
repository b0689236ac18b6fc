using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

public sealed class WebSocketMessageRulesTests
{
    private const int Limit = 100;

    private static readonly WebSocketFrameHeader Whole = Frame(WebSocketOpcode.Binary, isFinal: true, Limit);
    private static readonly WebSocketFrameHeader Begin = Frame(WebSocketOpcode.Binary, isFinal: false, 60);
    private static readonly WebSocketFrameHeader More = Frame(WebSocketOpcode.Continuation, isFinal: false, 20);
    private static readonly WebSocketFrameHeader Last = Frame(WebSocketOpcode.Continuation, isFinal: true, 20);
    private static readonly WebSocketFrameHeader Ping = Frame(WebSocketOpcode.Ping, isFinal: true, 125);

    [Fact]
    public void Messages_follow_each_other_whole_or_in_fragments() =>
        Accept(Whole, Begin, More, Last, Whole, Begin, Last).Should().Be(WebSocketViolation.None);

    [Fact]
    public void Control_frames_may_stand_anywhere() =>
        Accept(Ping, Begin, Ping, More, Ping, Ping, Last, Ping).Should().Be(WebSocketViolation.None);

    [Fact]
    public void A_continuation_needs_a_beginning()
    {
        Accept(Last).Should().Be(WebSocketViolation.NothingToContinue);
        Accept(Whole, More).Should().Be(WebSocketViolation.NothingToContinue);
        Accept(Begin, Last, Last).Should().Be(WebSocketViolation.NothingToContinue);
    }

    [Fact]
    public void A_message_ends_before_the_next_begins()
    {
        Accept(Begin, Whole).Should().Be(WebSocketViolation.MessageNotEnded);
        Accept(Begin, More, Begin).Should().Be(WebSocketViolation.MessageNotEnded);
    }

    [Fact]
    public void Text_is_refused_whole_or_at_its_first_fragment()
    {
        Accept(Frame(WebSocketOpcode.Text, isFinal: true, 0)).Should().Be(WebSocketViolation.TextMessage);
        Accept(Frame(WebSocketOpcode.Text, isFinal: false, 0)).Should().Be(WebSocketViolation.TextMessage);
        Accept(Begin, Frame(WebSocketOpcode.Text, isFinal: true, 0)).Should().Be(WebSocketViolation.MessageNotEnded);
    }

    [Fact]
    public void A_message_may_be_as_long_as_the_limit_and_no_longer()
    {
        Accept(Frame(WebSocketOpcode.Binary, isFinal: true, Limit + 1)).Should().Be(WebSocketViolation.MessageTooLong);
        Accept(Frame(WebSocketOpcode.Binary, isFinal: true, long.MaxValue)).Should().Be(WebSocketViolation.MessageTooLong);
        Accept(Begin, More, More).Should().Be(WebSocketViolation.None);
    }

    [Fact]
    public void The_limit_counts_all_fragments_together()
    {
        Accept(Begin, More, More, Frame(WebSocketOpcode.Continuation, isFinal: true, 1))
            .Should().Be(WebSocketViolation.MessageTooLong);
        Accept(Begin, Frame(WebSocketOpcode.Continuation, isFinal: false, long.MaxValue))
            .Should().Be(WebSocketViolation.MessageTooLong);
        Accept(Begin, More, Last, Begin, More, Last).Should().Be(WebSocketViolation.None);
    }

    [Theory]
    [InlineData(WebSocketViolation.TextMessage, 1003)]
    [InlineData(WebSocketViolation.MessageTooLong, 1009)]
    [InlineData(WebSocketViolation.BadCloseReason, 1007)]
    [InlineData(WebSocketViolation.ReservedBits, 1002)]
    [InlineData(WebSocketViolation.NotMasked, 1002)]
    [InlineData(WebSocketViolation.NothingToContinue, 1002)]
    [InlineData(WebSocketViolation.BadCloseCode, 1002)]
    public void Each_violation_has_its_close_code(WebSocketViolation violation, int code) =>
        ((int)violation.CloseCode()).Should().Be(code);

    private static WebSocketViolation Accept(params ReadOnlySpan<WebSocketFrameHeader> frames)
    {
        var rules = default(WebSocketMessageRules);
        foreach (var frame in frames[..^1])
        {
            rules.Accept(frame, Limit).Should().Be(WebSocketViolation.None);
        }

        return rules.Accept(frames[^1], Limit);
    }

    private static WebSocketFrameHeader Frame(WebSocketOpcode opcode, bool isFinal, long payload) =>
        new(opcode, isFinal, payload, 1, 6);
}
