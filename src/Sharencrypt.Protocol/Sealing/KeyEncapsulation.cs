using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>ML-KEM-768 (FIPS 203): the part of the handshake that stays closed to a future quantum computer.</summary>
internal sealed class KeyEncapsulation
{
    public const int KeyBytes = 1184;
    public const int CiphertextBytes = 1088;
    public const int SecretBytesLength = 32;

    private const int SeedBytes = 64;
    private const int PolynomialsBytes = 1152;
    private const int Modulus = 3329;

    private readonly MLKemPrivateKeyParameters _key;

    /// <summary>Makes a key pair from 64 random bytes (d ‖ z of FIPS 203).</summary>
    public KeyEncapsulation(Randomness randomness)
    {
        _key = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, randomness.Bytes(SeedBytes));
        EncapsulationKey = _key.GetPublicKeyEncoded();
    }

    public byte[] EncapsulationKey { get; }

    /// <summary>Opens a ciphertext. A wrong one yields a secret that nobody else has (implicit rejection).</summary>
    public byte[] Open(ReadOnlySpan<byte> ciphertext)
    {
        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        decapsulator.Init(_key);
        var secret = new byte[SecretBytesLength];
        decapsulator.Decapsulate(ciphertext, secret);
        return secret;
    }

    /// <summary>Makes a secret for the owner of <paramref name="key"/>; false when the key is malformed.</summary>
    public static bool TryEncapsulate(ReadOnlySpan<byte> key, Randomness randomness, out byte[] ciphertext, out byte[] secret)
    {
        ciphertext = [];
        secret = [];
        if (key.Length != KeyBytes || !PassesModulusCheck(key))
        {
            return false;
        }

        var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
        var publicKey = MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, key.ToArray());
        encapsulator.Init(new ParametersWithRandom(publicKey, randomness.ToSecureRandom()));
        ciphertext = new byte[CiphertextBytes];
        secret = new byte[SecretBytesLength];
        encapsulator.Encapsulate(ciphertext, secret);
        return true;
    }

    // FIPS 203 section 7.2: every 12-bit coefficient of the encoded polynomials is below q.
    private static bool PassesModulusCheck(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < PolynomialsBytes; i += 3)
        {
            var low = key[i] | ((key[i + 1] & 0x0f) << 8);
            var high = (key[i + 1] >> 4) | (key[i + 2] << 4);
            if (low >= Modulus || high >= Modulus)
            {
                return false;
            }
        }

        return true;
    }
}
