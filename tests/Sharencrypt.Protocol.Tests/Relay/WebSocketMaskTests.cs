using CsCheck;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Reference;

namespace Sharencrypt.Protocol.Tests.Relay;

public sealed class WebSocketMaskTests
{
    [Fact]
    public void The_example_of_the_RFC_is_unmasked()
    {
        // RFC 6455 section 5.7: a masked "Hello".
        var payload = Convert.FromHexString("7f9f4d5158");
        var text = new byte[5];

        WebSocketMask.Apply(payload, text, 0x3d21fa37, 0);

        text.Should().Equal("Hello"u8.ToArray());
    }

    [Fact]
    public void A_payload_in_any_pieces_is_masked_as_its_reference_masks_it_at_once() =>
        Gen.Select(Gen.Byte.Array[4], Gen.Byte.Array[0, 600], Gen.Int[0, 150].Array[1, 8]).Sample(
            (key, payload, sizes) => WebSocketMaskComparison.Check(key, Delivery.Of(payload, sizes, 0, 0)),
            iter: 5_000);

    [Fact]
    public void Masking_twice_in_place_changes_nothing() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.UInt).Sample((bytes, key) =>
        {
            var copy = (byte[])bytes.Clone();

            WebSocketMask.Apply(copy, copy, key, 3);
            WebSocketMask.Apply(copy, copy, key, 3);

            return copy.SequenceEqual(bytes);
        });

    [Fact]
    public void A_destination_that_is_too_short_is_refused()
    {
        var apply = () => WebSocketMask.Apply(new byte[5], new byte[4], 1, 0);

        apply.Should().Throw<ArgumentOutOfRangeException>();
    }
}
