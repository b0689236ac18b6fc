using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Tests.Contract;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

public sealed class MessageProperties
{
    // As peers write them, and with members doubled, escaped, unknown, of another kind, or elsewhere.
    private static readonly Gen<byte[]> Lists = Gen.OneOf(
        Gen.Select(Gen.UInt, MessageGenerators.Item.List[1, 4]).Select((transfer, items) => ChannelMessageCodec.Write(new ItemsMessage(transfer, items))),
        Gen.Select(MemberLists, MemberLists, Gen.OneOf("", ",\"items\":[]", ",\"transfer\":8", ",\"more\":[{}]", " ")).Select((one, other, tail) =>
            Encoding.UTF8.GetBytes($"{{\"type\":\"items\",\"transfer\":7,\"items\":[{{{one}}},{{{other}}}]{tail}}}")));

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

    [Fact]
    public void A_list_of_items_means_the_same_on_the_quick_way_and_on_the_slow_one() => Gen.Select(Lists, Gen.UInt.Array[0, 3]).Sample(
        (list, changes) => ItemsComparison.Check(changes.Aggregate(list, Change)),
        iter: 20_000);

    [Fact]
    public void The_quick_way_takes_lists_as_they_are_usually_written()
    {
        var items = Enumerable.Range(0, 100).Select(number => new TransferItem($"a/b{number} \u00e9\u4e2d\U0001f98a", number % 9 == 0 ? ItemKind.Folder : ItemKind.File, number % 9 == 0 ? 0 : number, number % 2 == 0 ? number : null, number % 3 == 0)).ToList();
        ItemsReader.TryRead(ChannelMessageCodec.Write(new ItemsMessage(7, items)))!.Items.Should().Equal(items);
    }

    // Nearly all that an item needs, in any order, and one or two members that it need not have, or not so.
    private static Gen<string> MemberLists => Gen.Select(
            Gen.OneOf("\"path\":\"a\"", "\"path\":\"b/c\"", "\"p\\u0061th\":\"d\"", "\"path\":\"\\u00e9\""),
            Gen.OneOf("\"kind\":\"file\",\"size\":1", "\"size\":0,\"kind\":\"file\"", "\"kind\":\"f\\u0069le\",\"size\":9007199254740991", "\"kind\":\"folder\"", "\"kind\":\"file\"", "\"size\":7"),
            Others.Array[0, 2],
            Gen.Int[0, 5])
        .Select((path, kind, others, turns) =>
        {
            string[] members = [path, kind, .. others];
            return string.Join(',', members.Skip(turns % members.Length).Concat(members.Take(turns % members.Length)));
        });

    private static Gen<string> Others => Gen.OneOf(
        "\"path\":\"\\ud800\"", "\"path\":null", "\"path\":1", "\"path\":\"again\"",
        "\"kind\":\"pipe\"", "\"kind\":null", "\"kind\":\"folder\"",
        "\"size\":-1", "\"size\":1.0", "\"size\":1e2", "\"size\":9007199254740992", "\"size\":\"1\"", "\"size\":null", "\"size\":3",
        "\"modified\":-5", "\"modified\":-9007199254740992", "\"modified\":99999999999999999999", "\"modified\":null", "\"modified\":true",
        "\"executable\":true", "\"executable\":false", "\"executable\":1", "\"executable\":null", "\"other\":{\"path\":[1]}");

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
