using System.Text.Json;
using System.Text.Json.Nodes;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/messages.json through the real codec.</summary>
public sealed class MessageVectorTests
{
    private static readonly MessageVectors File = Vectors.Read<MessageVectors>("messages.json");

    public static TheoryData<string> Accepted => Vectors.Names(File.Accepted.Select(message => message.Name));

    public static TheoryData<string> Refused => Vectors.Names(File.Refused.Select(message => message.Name));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_message_means_what_the_vector_says(string name)
    {
        var vector = File.Accepted.Single(message => message.Name == name);
        var message = ChannelMessageCodec.Read(vector.ToBytes());
        message.Should().NotBeNull();
        ShouldMean(message!, vector.Meaning);
        if (message is not UnknownMessage)
        {
            ShouldMean(ChannelMessageCodec.Read(ChannelMessageCodec.Write(message!))!, vector.Meaning);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_message_is_refused(string name) =>
        ChannelMessageCodec.Read(File.Refused.Single(message => message.Name == name).ToBytes()).Should().BeNull();

    private static void ShouldMean(ChannelMessage message, JsonElement meaning)
    {
        var described = MessageDescription.Of(message);
        JsonNode.DeepEquals(described, JsonNode.Parse(meaning.GetRawText())).Should().BeTrue("{0} is not {1}", described, meaning);
    }
}
