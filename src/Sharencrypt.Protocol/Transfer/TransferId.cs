using System.Buffers.Binary;
using System.Buffers.Text;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>Names a transfer across channels (docs/sealed-protocol.md section 7.4): 16 random bytes. Not secret, and never the same twice.</summary>
public readonly record struct TransferId
{
    /// <summary>Bytes of an id.</summary>
    public const int Bytes = 16;

    private readonly UInt128 _value;

    private TransferId(UInt128 value) => _value = value;

    /// <summary>Draws a new one.</summary>
    public static TransferId Draw(Randomness randomness)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        return Of(randomness.Bytes(Bytes));
    }

    /// <summary>The id of these 16 bytes.</summary>
    /// <exception cref="ArgumentException">They are not 16.</exception>
    public static TransferId Of(ReadOnlySpan<byte> bytes) => bytes.Length == Bytes
        ? new TransferId(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException("An id has 16 bytes.", nameof(bytes));

    /// <summary>The 16 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);
        return bytes;
    }

    /// <summary>As on the wire: base64url.</summary>
    public string ToText() => Base64Url.EncodeToString(ToBytes());

    /// <summary>As a name of a file: lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
