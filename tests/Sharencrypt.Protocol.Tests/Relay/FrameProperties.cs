using CsCheck;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary>Frames of every type and size, against the reference.</summary>
public sealed class FrameProperties
{
    private static readonly long[] Sizes = [0, 1, 2, 3, 8, 9, 10, 4_095, 4_096, 4_097, 262_408, 262_409, 262_410, long.MaxValue];

    private static readonly Gen<byte[]> Slots = Gen.OneOf(
        Gen.Byte.Array[8],
        Gen.Int[0, 63].Select(slot => Big(1UL << slot)),
        Gen.Select(Gen.Int[0, 63], Gen.Int[0, 63], (one, other) => Big((1UL << one) | (1UL << other))),
        Gen.Const(new byte[8]));

    [Fact]
    public void A_frame_is_read_as_its_reference_reads_it() =>
        Gen.Select(Gen.Byte[0, 6], Slots, Gen.Byte.Array[0, 3], Gen.Int[0, 12]).Sample(
            (type, slots, payload, bytes) =>
            {
                byte[] frame = [type, .. slots, .. payload];
                FrameComparison.Check(frame[..Math.Min(bytes, frame.Length)], Sizes);
                FrameComparison.Check(frame, Sizes);
            },
            iter: 1_000);

    [Fact]
    public void Every_vector_is_read_as_its_reference_reads_it()
    {
        foreach (var vector in FrameVectors.All.Accepted)
        {
            FrameComparison.Check(vector.Bytes(), Sizes);
        }
    }

    private static byte[] Big(ulong number)
    {
        var bytes = new byte[SlotSet.WireBytes];
        for (var place = 0; place < bytes.Length; place++)
        {
            bytes[place] = (byte)(number >> (8 * (7 - place)));
        }

        return bytes;
    }
}
