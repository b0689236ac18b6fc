using System.Text;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

/// <summary>What was once read wrongly; all other messages are in vectors/messages.json.</summary>
public sealed class ChannelMessageCodecTests
{
    private const string Salt = "AAAAAAAAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData("""{"type":"poke","index":"here","items":{"a":1},"bytes":-1}""")]
    [InlineData("""{"type":"poke","deep":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}""")]
    public void A_message_of_a_later_version_is_ignored_whatever_it_holds(string json) =>
        Read(json).Should().BeOfType<UnknownMessage>();

    [Theory]
    [InlineData("""{"type":"ack","index":"none","transfer":false}""")]
    [InlineData("""{"type":"ack","client":7,"items":3.5}""")]
    public void Members_of_other_messages_are_ignored_whatever_they_hold(string json) =>
        Read(json).Should().BeOfType<AckMessage>();

    [Theory]
    [InlineData(" AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAA\\nAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA%%")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA+")]
    public void Bytes_have_one_spelling(string salt)
    {
        Read(Stream(Salt)).Should().BeOfType<StreamMessage>();
        Read(Stream(salt)).Should().BeNull();
    }

    [Theory]
    [InlineData("""{"type":"hello","client":"\ud800"}""")]
    [InlineData("""{"type":"\udc00"}""")]
    [InlineData("""{"type":"items","transfer":0,"items":[{"path":"a\ud800","kind":"folder"}]}""")]
    public void Half_a_character_is_malformed(string json) => Read(json).Should().BeNull();

    [Fact]
    public void Text_that_is_not_UTF8_is_malformed_wherever_it_stands()
    {
        byte[] json = [.. "{\"type\":\"ack\",\"more\":\""u8, 0xff, .. "\"}"u8];
        ChannelMessageCodec.Read(json).Should().BeNull();
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-(1L << 53))]
    public void A_time_that_a_double_cannot_hold_is_malformed(long modified) =>
        Read($$"""{"type":"items","transfer":0,"items":[{"path":"a","kind":"folder","modified":{{modified}}}]}""").Should().BeNull();

    private static string Stream(string salt) => $$"""{"type":"stream","transfer":0,"epoch":0,"salt":"{{salt}}","index":0,"continues":0}""";

    private static ChannelMessage? Read(string json) => ChannelMessageCodec.Read(Encoding.UTF8.GetBytes(json));
}
