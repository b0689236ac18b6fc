#if SEAL_WATCH
using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>
/// Tells whoever tests this software of each sealing, as hashes, so that a pair of key and nonce used twice can be found.
/// Compiled with <c>-p:SealWatch=true</c> only: in every other build neither this nor the calls of it exist.
/// </summary>
internal static class SealWatch
{
    /// <summary>Bytes of a hash of a key or of what was sealed.</summary>
    public const int HashBytes = 16;

    /// <summary>Told of a sealing before its result is handed out.</summary>
    public delegate void Listener(ReadOnlySpan<byte> keyHash, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> contentHash);

    /// <summary>Who is told; null for nobody.</summary>
    public static Listener? Told { get; set; }

    /// <summary>Stands for a key in what is told.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> key) => SHA256.HashData(key)[..HashBytes];

    /// <summary>Tells of a sealing.</summary>
    public static void Tell(ReadOnlySpan<byte> keyHash, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        if (Told is not { } told)
        {
            return;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(associated.Length)); // So that nothing can move from one to the other unseen.
        hash.AppendData(associated);
        hash.AppendData(plaintext);
        told(keyHash, nonce, hash.GetHashAndReset().AsSpan(0, HashBytes));
    }
}
#endif
