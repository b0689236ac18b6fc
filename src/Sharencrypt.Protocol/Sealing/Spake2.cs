using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Multiplier;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>SPAKE2 on P-256 with SHA-256, HKDF and HMAC, exactly as RFC 9382. One object is one run of one party.</summary>
/// <remarks>Party A is the host, party B the guest. Points are uncompressed, 65 bytes.</remarks>
public sealed class Spake2 : IDisposable
{
    /// <summary>Bytes of a share (an uncompressed point).</summary>
    public const int ShareBytes = 65;

    /// <summary>Bytes of a confirmation.</summary>
    public const int ConfirmationBytes = 32;

    private const int ScalarBytes = 32;
    private const int HalfBytes = 16;

    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("P-256");

    // RFC 9382 section 4, SPAKE2-P256: fixed points of which nobody knows the discrete logarithm. No peer can choose them.
    private static readonly ECPoint M = Decode("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");
    private static readonly ECPoint N = Decode("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");

    private readonly bool _isA;
    private readonly byte[] _idA;
    private readonly byte[] _idB;
    private readonly SecretBytes _w;
    private readonly SecretBytes _scalar;
    private readonly byte[] _share;

    /// <summary>Begins a run: draws the private scalar and makes the share.</summary>
    /// <param name="isA">Whether this party is A, the host.</param>
    /// <param name="idA">Identity of A, may be empty.</param>
    /// <param name="idB">Identity of B, may be empty.</param>
    /// <param name="w">The password's scalar, 32 bytes big-endian, below the group order. Copied.</param>
    /// <param name="randomness">Where the private scalar comes from.</param>
    public Spake2(bool isA, ReadOnlySpan<byte> idA, ReadOnlySpan<byte> idB, ReadOnlySpan<byte> w, Randomness randomness)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        _isA = isA;
        _idA = idA.ToArray();
        _idB = idB.ToArray();
        _w = SecretBytes.Copy(w);
        _scalar = DrawScalar(randomness);
        var blind = Multiply(isA ? M : N, _w.Span);
        _share = Multiply(Curve.G, _scalar.Span).Add(blind).Normalize().GetEncoded(compressed: false);
    }

    /// <summary>
    /// Makes the tables of the fixed points, a few milliseconds that the first run of a process would take longer otherwise.
    /// May be called from any thread, beside a run.
    /// </summary>
    public static void Prepare()
    {
        foreach (var point in (ECPoint[])[Curve.G, M, N])
        {
            FixedPointUtilities.Precompute(point);
        }
    }

    /// <summary>This party's share: pA or pB.</summary>
    public ReadOnlySpan<byte> Share => _share;

    /// <summary>The scalar w of docs/sealed-protocol.md section 3: 64 derived bytes modulo the group order. The caller disposes it.</summary>
    public static SecretBytes PasswordToScalar(SecretBytes password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var wide = HKDF.DeriveKey(HashAlgorithmName.SHA256, password.Span.ToArray(), 64, "sharencrypt/1 password"u8.ToArray(), "spake2 w"u8.ToArray());
        var w = new BigInteger(1, wide).Mod(Curve.N);
        CryptographicOperations.ZeroMemory(wide);
        return SecretBytes.Own(ToFixed(w));
    }

    /// <summary>Takes the other party's share.</summary>
    /// <param name="otherShare">65 bytes from the peer, not trusted.</param>
    /// <param name="associatedData">What the confirmations bind besides (RFC 9382 section 3.4).</param>
    /// <param name="result">The keys; the caller disposes them. Null when refused.</param>
    /// <returns>False when the share is malformed, off the curve, the identity, this party's own, or leads to the identity.</returns>
    public bool TryFinish(ReadOnlySpan<byte> otherShare, ReadOnlySpan<byte> associatedData, out Spake2Keys? result)
    {
        result = null;
        if (otherShare.SequenceEqual(_share) || !TryDecodeShare(otherShare, out var other))
        {
            return false;
        }

        var unblinded = other.Subtract(Multiply(_isA ? N : M, _w.Span)).Normalize();
        if (unblinded.IsInfinity)
        {
            return false;
        }

        var shared = Multiply(unblinded, _scalar.Span).Normalize();
        if (shared.IsInfinity)
        {
            return false;
        }

        var transcript = Transcript(otherShare, shared.GetEncoded(compressed: false));
        result = Derive(transcript, associatedData);
        CryptographicOperations.ZeroMemory(transcript);
        return true;
    }

    /// <summary>Forgets the scalars.</summary>
    public void Dispose()
    {
        _w.Dispose();
        _scalar.Dispose();
    }

    private static bool TryDecodeShare(ReadOnlySpan<byte> share, out ECPoint point)
    {
        point = Curve.Curve.Infinity;
        if (share.Length != ShareBytes || share[0] != 0x04)
        {
            return false;
        }

        try
        {
            point = Curve.Curve.DecodePoint(share.ToArray());
            return point.IsValid() && !point.IsInfinity;
        }
        catch (ArgumentException)
        {
            return false; // Coordinates outside the field or off the curve.
        }
    }

    // RFC 9382 section 3.3: every part is preceded by its length as 8 bytes, little-endian.
    private byte[] Transcript(ReadOnlySpan<byte> otherShare, byte[] shared)
    {
        var pA = _isA ? _share : otherShare;
        var pB = _isA ? otherShare : _share;
        var length = _idA.Length + _idB.Length + (2 * ShareBytes) + shared.Length + ScalarBytes + (6 * sizeof(ulong));
        var transcript = new byte[length];
        var rest = transcript.AsSpan();
        Append(ref rest, _idA);
        Append(ref rest, _idB);
        Append(ref rest, pA);
        Append(ref rest, pB);
        Append(ref rest, shared);
        Append(ref rest, _w.Span);
        return transcript;
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(rest, (ulong)part.Length);
        part.CopyTo(rest[sizeof(ulong)..]);
        rest = rest[(sizeof(ulong) + part.Length)..];
    }

    private static Spake2Keys Derive(byte[] transcript, ReadOnlySpan<byte> associatedData)
    {
        Span<byte> hash = stackalloc byte[2 * HalfBytes];
        SHA256.HashData(transcript, hash);
        byte[] info = [.. "ConfirmationKeys"u8, .. associatedData];
        Span<byte> confirmationKeys = stackalloc byte[2 * HalfBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, hash[HalfBytes..], confirmationKeys, salt: [], info);
        var keys = new Spake2Keys(
            SecretBytes.Copy(hash[..HalfBytes]),
            HMACSHA256.HashData(confirmationKeys[..HalfBytes], transcript),
            HMACSHA256.HashData(confirmationKeys[HalfBytes..], transcript));
        CryptographicOperations.ZeroMemory(hash);
        CryptographicOperations.ZeroMemory(confirmationKeys);
        return keys;
    }

    // The comb takes the same steps for every scalar; the library's default multiplier does not.
    private static ECPoint Multiply(ECPoint point, ReadOnlySpan<byte> scalar) =>
        new FixedPointCombMultiplier().Multiply(point, new BigInteger(1, scalar.ToArray()));

    private static SecretBytes DrawScalar(Randomness randomness)
    {
        while (true)
        {
            var candidate = randomness.Bytes(ScalarBytes);
            var value = new BigInteger(1, candidate);
            if (value.SignValue > 0 && value.CompareTo(Curve.N) < 0)
            {
                return SecretBytes.Own(candidate);
            }
        }
    }

    private static byte[] ToFixed(BigInteger value)
    {
        var bytes = new byte[ScalarBytes];
        var minimal = value.ToByteArrayUnsigned();
        minimal.CopyTo(bytes, ScalarBytes - minimal.Length);
        CryptographicOperations.ZeroMemory(minimal);
        return bytes;
    }

    private static ECPoint Decode(string hex) => Curve.Curve.DecodePoint(Convert.FromHexString(hex));
}
