using System.Numerics;
using System.Runtime.InteropServices;

namespace Sharencrypt.Protocol.Relay;

/// <summary>The masking of RFC 6455 section 5.3, while copying, many bytes at a time.</summary>
public static class WebSocketMask
{
    /// <summary>Copies bytes and masks or unmasks them on the way: the operation is its own inverse.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="destination">At least as long; either the same memory as <paramref name="source"/> or apart from it.</param>
    /// <param name="key">The mask key: its lowest byte masks byte 0 of the payload. 0 only copies.</param>
    /// <param name="offset">Where in the payload <paramref name="source"/> begins.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint key, long offset)
    {
        destination = destination[..source.Length];
        if (key == 0)
        {
            source.CopyTo(destination);
            return;
        }

        var turned = BitOperations.RotateRight(key, (int)(offset & 3) * 8);
        var done = ApplyVectors(source, destination, turned);
        for (; done < source.Length; done++)
        {
            destination[done] = (byte)(source[done] ^ (turned >> ((done & 3) * 8)));
        }
    }

    private static int ApplyVectors(ReadOnlySpan<byte> source, Span<byte> destination, uint key)
    {
        // A vector's width is a multiple of four, so the key stays in step from one to the next.
        var mask = Vector.AsVectorByte(new Vector<uint>(BitConverter.IsLittleEndian ? key : Reverse(key)));
        var from = MemoryMarshal.Cast<byte, Vector<byte>>(source);
        var to = MemoryMarshal.Cast<byte, Vector<byte>>(destination);
        for (var index = 0; index < from.Length && index < to.Length; index++)
        {
            to[index] = from[index] ^ mask;
        }

        return from.Length * Vector<byte>.Count;
    }

    private static uint Reverse(uint key) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(key);
}
