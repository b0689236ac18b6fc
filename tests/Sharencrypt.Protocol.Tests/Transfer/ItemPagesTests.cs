using CsCheck;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

public sealed class ItemPagesTests
{
    // Letters that JSON writes in six bytes, or in twelve for two units.
    private static readonly Gen<string> Worst = Gen.OneOf("\u0001", "\u007f", "\u2028", "\U0001f98a", "\ud800", "\"", "a");

    [Fact]
    public void No_page_is_too_long_for_a_message_whatever_the_names() =>
        Gen.Select(Worst, Gen.Int[1, 4096], Gen.Int[1, 60], Gen.Long).Sample((letter, length, count, modified) =>
        {
            var path = string.Concat(Enumerable.Repeat(letter, length))[..length];
            var items = Enumerable.Repeat(new TransferItem(path, ItemKind.File, TransferLimits.MaxStreamBytes, modified, true), count).ToList();
            foreach (var page in ItemPages.Cut(uint.MaxValue, items))
            {
                ChannelMessageCodec.Write(page).Length.Should().BeLessThanOrEqualTo(ChannelCipher.MaxJsonBytes);
            }
        }, iter: 300);

    [Fact]
    public void The_pages_hold_every_item_once_and_in_order() =>
        MessageGenerators.Item.Array[0, 700].Sample(items =>
        {
            var pages = ItemPages.Cut(3, items).ToList();
            pages.Should().OnlyContain(page => page.Transfer == 3 && page.Items.Count > 0);
            pages.SelectMany(page => page.Items).SequenceEqual(items).Should().BeTrue();
        }, iter: 100);

    [Fact]
    public void Many_small_items_share_a_page()
    {
        var items = Enumerable.Range(0, 10_000).Select(number => new TransferItem($"{number}", ItemKind.File, 1, 0, false)).ToList();
        ItemPages.Cut(0, items).Count().Should().BeLessThan(20);
    }
}
