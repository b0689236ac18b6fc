using System.Buffers.Binary;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Reference;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary><see cref="WebSocketMask"/> against its reference.</summary>
internal static class WebSocketMaskComparison
{
    // More than 32 bits hold, and a multiple of the key's length, so that the reference need not know of it.
    private const long Far = 1L << 40;

    /// <summary>Compares a payload that is masked in pieces, elsewhere and where it lies, with one that is masked at once.</summary>
    /// <param name="key">Four bytes as on the wire.</param>
    /// <param name="delivery">The payload and its pieces.</param>
    /// <exception cref="DifferenceException">They differ.</exception>
    public static void Check(byte[] key, Delivery delivery)
    {
        var apart = new byte[delivery.Stream.Length];
        var inPlace = delivery.Stream.ToArray();
        var number = BinaryPrimitives.ReadUInt32LittleEndian(key);
        var offset = 0;
        foreach (var piece in delivery.Pieces())
        {
            WebSocketMask.Apply(piece.Span, apart.AsSpan(offset), number, offset);
            var same = inPlace.AsSpan(offset, piece.Length);
            WebSocketMask.Apply(same, same, number, Far + offset);
            offset += piece.Length;
        }

        var expected = Convert.ToHexString(MaskReference.Apply(delivery.Stream, key));
        DifferenceException.ThrowIfDifferent(Convert.ToHexString(apart), expected, "masked while copying");
        DifferenceException.ThrowIfDifferent(Convert.ToHexString(inPlace), expected, "masked in place");
    }
}
