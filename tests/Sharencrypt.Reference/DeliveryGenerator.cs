using System.Text;
using CsCheck;

namespace Sharencrypt.Reference;

/// <summary>Streams as a client or a relay would send them, some of them slightly wrong, in pieces of any size.</summary>
public static class DeliveryGenerator
{
    private const byte Final = 0x80;
    private const byte Binary = 0x02;
    private const byte Close = 0x88;

    // On both sides of each code that may be sent.
    private static readonly int[] CloseCodes =
        [0, 999, 1000, 1003, 1004, 1005, 1006, 1007, 1011, 1012, 1014, 1015, 2999, 3000, 3999, 4000, 4001, 4999, 5000, 65_535];

    private static readonly Gen<byte[]> Payloads = Gen.Frequency(
        (120, Gen.Byte.Array[0, 40]),
        (40, Gen.Byte.Array[120, 130]),
        (40, Gen.Byte.Array[131, 400]),
        (1, Gen.Int[65_530, 65_540].Select(size => Enumerable.Repeat((byte)size, size).ToArray())));

    private static readonly Gen<byte[]> Reasons = Gen.Frequency(
        (3, Gen.Int[0, 0x10FFFF].Array[0, 5].Select(Text)), (1, Gen.Byte.Array[0, 6]));

    private static readonly Gen<byte[]> ClosePayloads = Gen.Frequency(
        (5, Gen.Select(Gen.OneOf(CloseCodes), Reasons, (code, reason) => new[] { (byte)(code / 256), (byte)code }.Concat(reason).ToArray())),
        (1, Gen.Byte.Array[0, 2]));

    // Where they may not stand: fragments, texts, fragmented controls, reserved bits, opcodes without a meaning.
    private static readonly Gen<byte> OddStarts = Gen.OneOf<byte>(
        0x00, 0x80, 0x02, 0x01, 0x81, 0x08, 0x09, 0x0A, 0x92, 0xA2, 0xC2, 0x03, 0x83, 0x87, 0x8B, 0x8F);

    private static readonly Gen<int[]> PieceBytes = Gen.Frequency(
        (1, Gen.Const(new[] { 0 })), (1, Gen.Const(new[] { 1 })), (4, Gen.Int[1, 60].Array[1, 12]), (1, Gen.Int[0, 5_000].Array[1, 5]));

    /// <summary>Draws deliveries.</summary>
    /// <param name="fromClient">Whether a client sends them.</param>
    public static Gen<Delivery> Of(bool fromClient) => Gen.Select(
        Gen.Select(Parts(fromClient).Array[1, 10].Select(parts => parts.SelectMany(part => part).ToArray()), Perturbation(), (stream, perturb) => perturb(stream)),
        PieceBytes,
        Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 3])),
        Gen.Int[0, 3],
        Delivery.Of);

    private static Gen<byte[]> Parts(bool fromClient)
    {
        var controls = Gen.Select(Gen.OneOf<byte>(0x89, 0x8A), Gen.Byte.Array[0, 125]).SelectMany((first, payload) => Frame(first, payload, fromClient));
        return Gen.Frequency(
            (8, Payloads.SelectMany(payload => Frame(Final | Binary, payload, fromClient))),
            (4, Fragments(fromClient, controls)),
            (3, controls),
            (1, ClosePayloads.SelectMany(payload => Frame(Close, payload, fromClient))),
            (2, Gen.Select(OddStarts, Payloads).SelectMany((first, payload) => Frame(first, payload, fromClient))),
            (1, Gen.Byte.Array[8].Select(length => (byte[])[Final | Binary, (byte)(fromClient ? 255 : 127), .. length])));
    }

    private static Gen<byte[]> Fragments(bool fromClient, Gen<byte[]> controls) => Gen.Select(
        Payloads.SelectMany(payload => Frame(Binary, payload, fromClient)),
        Gen.OneOf(controls, Gen.Byte.Array[0, 200].SelectMany(payload => Frame(0, payload, fromClient))).Array[0, 4],
        Payloads.SelectMany(payload => Frame(Final, payload, fromClient)),
        (first, middle, last) => (byte[])[.. first, .. middle.SelectMany(part => part), .. last]);

    // A length in more bytes than it needs, a mask where there should be none, and a mask of zeros are rare.
    private static Gen<byte[]> Frame(byte first, byte[] payload, bool fromClient) => Gen.Select(
        Gen.Frequency((60, Gen.Const(0)), (1, Gen.Const(2)), (1, Gen.Const(8))),
        Gen.Frequency((60, Gen.Const(fromClient)), (1, Gen.Bool)),
        Gen.Frequency((6, Gen.Byte.Array[4]), (1, Gen.Const(new byte[4]))),
        (lengthBytes, isMasked, key) => Write(first, payload, lengthBytes, isMasked ? key : null));

    private static byte[] Write(byte first, byte[] payload, int leastLengthBytes, byte[]? key)
    {
        var lengthBytes = Math.Max(leastLengthBytes, payload.Length < 126 ? 0 : payload.Length < 65_536 ? 2 : 8);
        var announced = lengthBytes switch { 0 => payload.Length, 2 => 126, _ => 127 };
        var frame = new List<byte> { first, (byte)(announced + (key is null ? 0 : 128)) };
        for (var place = lengthBytes - 1; place >= 0; place--)
        {
            frame.Add((byte)((long)payload.Length >> (8 * place)));
        }

        frame.AddRange(key ?? []);
        frame.AddRange(key is null ? payload : MaskReference.Apply(payload, key));
        return [.. frame];
    }

    private static Gen<Func<byte[], byte[]>> Perturbation() => Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, 1_000_000],
        Gen.Byte,
        (how, where, value) => new Func<byte[], byte[]>(stream =>
        {
            var at = where % stream.Length;
            return how switch
            {
                0 or 1 => [.. stream[..at], (byte)(stream[at] ^ (1 << (value % 8))), .. stream[(at + 1)..]],
                2 => [.. stream[..at], value, .. stream[(at + 1)..]],
                3 => stream[..at],
                4 => [.. stream[..at], value, .. stream[at..]],
                5 => [.. stream[..at], .. stream[(at + 1)..]],
                _ => stream,
            };
        }));

    private static byte[] Text(int[] points) =>
        Encoding.UTF8.GetBytes(string.Concat(points.Where(Rune.IsValid).Select(point => new Rune(point).ToString())));
}
