using System.Text.Json.Nodes;
using CsCheck;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Tests.Contract;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

public sealed class MessageProperties
{
    [Fact]
    public void Every_message_that_is_written_is_read_as_it_was() => MessageGenerators.Any.Sample(
        message =>
        {
            var json = ChannelMessageCodec.Write(message);
            var read = ChannelMessageCodec.Read(json);
            return json.Length <= ChannelCipher.MaxJsonBytes && read is not null
                && JsonNode.DeepEquals(MessageDescription.Of(read), MessageDescription.Of(message));
        },
        iter: 3_000);

    [Fact]
    public void A_message_that_is_almost_right_is_refused_or_means_something() => Gen.Select(MessageGenerators.Any, Gen.UInt.Array[1, 4]).Sample(
        (message, changes) =>
        {
            var json = ChannelMessageCodec.Write(message);
            foreach (var change in changes)
            {
                json = Change(json, change);
            }

            if (ChannelMessageCodec.Read(json) is { } read and not UnknownMessage)
            {
                var again = ChannelMessageCodec.Read(ChannelMessageCodec.Write(read));
                JsonNode.DeepEquals(MessageDescription.Of(again!), MessageDescription.Of(read)).Should().BeTrue();
            }
        },
        iter: 10_000);

    private static byte[] Change(byte[] json, uint change)
    {
        var place = (int)(change / 8 % (uint)(json.Length + 1));
        var letter = "{}[]\",:0-9.eE\\utfn \n\xff"u8[(int)(change / 1024 % 20)];
        return (change % 4) switch
        {
            0 => [.. json[..place], .. json[Math.Min(json.Length, place + 1)..]],
            1 => [.. json[..place], letter, .. json[place..]],
            2 => [.. json[..place], letter, .. json[Math.Min(json.Length, place + 1)..]],
            _ => json[..place],
        };
    }
}
