using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Tests;

/// <summary>A peer that knows the code and still means harm: whatever it names, nothing is written outside of the chosen folder.</summary>
public sealed class HostileSenderTests
{
    private static readonly string[] HostilePaths =
    [
        "../escape", "a/../../escape", "/absolute", "a//b", "a/", "", ".", "..", "a/./b", "a\\..\\b", "..\\escape", "nul\0byte",
        "line\nbreak", "escape\u001b[2Jsequence", "c1\u0085control", "right\u202Eto-left", "iso\u2066late", "bom\uFEFF",
        new string('x', 256), string.Join('/', Enumerable.Repeat("d", 129)), "tab\tname", "paragraph\u2029separator",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths => [.. HostilePaths];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_hostile_path_is_refused_before_anybody_is_asked(string path)
    {
        await using var pair = await Pair.MeetAsync(new TestRelay());
        await pair.Host.WaitForPeerAsync(Cancellation);
        Offer(pair, [new TransferItem("good", ItemKind.File, 1, null, false), new TransferItem(path, ItemKind.File, 1, null, false)]);
        await RefusedAsync(pair);
    }

    [Fact]
    public async Task Items_that_would_become_one_file_are_refused()
    {
        foreach (var second in new[] { "name", "name/inside" })
        {
            await using var pair = await Pair.MeetAsync(new TestRelay());
            await pair.Host.WaitForPeerAsync(Cancellation);
            Offer(pair, [new TransferItem("name", ItemKind.File, 1, null, false), new TransferItem(second, ItemKind.File, 1, null, false)]);
            await RefusedAsync(pair);
        }
    }

    [Fact]
    public async Task Every_way_of_receiving_goes_through_the_same_gate()
    {
        // No offer with such a path ever reaches a target, so no target can be tricked: there is nothing to accept.
        foreach (var path in HostilePaths)
        {
            Manifest.TryCreate([new TransferItem(path, ItemKind.File, 1, null, false)], PathRules.Unix, out var manifest, out _).Should().NotBe(PathProblem.None);
            manifest.Should().BeNull();
        }

        foreach (var name in HostilePaths.Append("a/b").Append("../x"))
        {
            await using var pair = await Pair.MeetAsync(new TestRelay());
            using var target = new TestFolder();
            using var inside = new TestFolder();
            await pair.Host.WaitForPeerAsync(Cancellation);
            var key = SecretBytes.Own(new byte[32]);
            if (name.Length > 255)
            {
                continue; // Refused as a message already.
            }

            pair.Host.Meeting.Channel!.Post(new OfferMessage(0, new OfferTerms(TransferKind.Stream, 262_144, 0, null, name), key));
            var offer = await pair.Guest.ReceiveOfferAsync(Cancellation);
            offer!.SuggestedName.Should().NotContainAny("\n", "\u001b", "\u202E", "\0");
            ReceiveTarget.FindConflicts(target.Path, offer).Should().BeEmpty();
            File.WriteAllText(target["received.bin"], "");
            ReceiveTarget.FindConflicts(target.Path, offer).Should().Equal("received.bin");

            await offer.DeclineAsync();
        }
    }

    [Theory]
    [InlineData("{\"type\":\"items\",\"transfer\":0,\"items\":[]}")]
    [InlineData("{\"type\":\"accept\",\"transfer\":0,\"index\":0,\"limit\":1}")]
    [InlineData("{\"type\":\"offer\",\"transfer\":0,\"kind\":\"files\",\"items\":5,\"bytes\":-1}")]
    [InlineData("{\"type\":")]
    [InlineData("[]")]
    public void Nonsense_is_no_message(string json)
    {
        var message = ChannelMessageCodec.Read(System.Text.Encoding.UTF8.GetBytes(json));
        (message is null or AcceptMessage).Should().BeTrue();
    }

    [Fact]
    public async Task More_items_than_were_offered_end_the_session()
    {
        await using var pair = await Pair.MeetAsync(new TestRelay());
        await pair.Host.WaitForPeerAsync(Cancellation);
        var items = Enumerable.Range(0, 3).Select(index => new TransferItem($"f{index}", ItemKind.File, 0, null, false)).ToList();
        var channel = pair.Host.Meeting.Channel!;
        channel.Post(new OfferMessage(0, new OfferTerms(TransferKind.Files, 262_144, 2, 0, null), SecretBytes.Own(new byte[32])));
        channel.Post(new ItemsMessage(0, items));
        var ended = await FluentActions.Awaiting(() => pair.Guest.ReceiveOfferAsync(Cancellation)).Should().ThrowAsync<SealBrokenException>();
        ended.Which.Code.Should().Be(ShareErrorCode.PeerBroken);
    }

    private static void Offer(Pair pair, List<TransferItem> items)
    {
        var channel = pair.Host.Meeting.Channel!; // There: the peer has arrived.
        channel.Post(new OfferMessage(0, new OfferTerms(TransferKind.Files, 262_144, items.Count, items.Sum(item => item.Size), null), SecretBytes.Own(new byte[32])));
        channel.Post(new ItemsMessage(0, items));
    }

    private static async Task RefusedAsync(Pair pair)
    {
        var refused = await FluentActions.Awaiting(() => pair.Guest.ReceiveOfferAsync(Cancellation)).Should().ThrowAsync<ShareException>();
        refused.Which.Code.Should().BeOneOf(ShareErrorCode.UnsafeOffer, ShareErrorCode.PeerBroken);
        refused.Which.Message.Should().NotContainAny("\n", "\u001b", "\u202E", "\0");
    }
}
