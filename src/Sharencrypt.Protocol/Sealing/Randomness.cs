using System.Security.Cryptography;
using Org.BouncyCastle.Security;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>The one place that secret random bytes come from; vectors replace it by known bytes.</summary>
public abstract class Randomness
{
    /// <summary>The operating system's generator.</summary>
    public static Randomness System { get; } = new SystemRandomness();

    /// <summary>Fills <paramref name="destination"/>.</summary>
    public abstract void Fill(Span<byte> destination);

    /// <summary>New random bytes, owned by the caller.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    /// <summary>The same source in the shape that the curve and KEM library asks for.</summary>
    internal SecureRandom ToSecureRandom() => new Adapter(this);

    private sealed class SystemRandomness : Randomness
    {
        public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
    }

    private sealed class Adapter(Randomness source) : SecureRandom(null)
    {
        public override void NextBytes(byte[] buf) => source.Fill(buf);

        public override void NextBytes(byte[] buf, int off, int len) => source.Fill(buf.AsSpan(off, len));

        public override void NextBytes(Span<byte> buffer) => source.Fill(buffer);
    }
}
