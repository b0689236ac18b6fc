using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>Seals and opens the chunks of one epoch (section 7.2), in place and without allocating.</summary>
public sealed class ChunkCipher : IDisposable
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    private readonly uint _transfer;
    private readonly uint _epoch;
    private readonly AesGcm _key;
#if SEAL_WATCH
    private readonly byte[] _keyHash;
#endif

    /// <summary>The cipher of an epoch.</summary>
    /// <param name="transferKey">Key of the transfer, 32 bytes; not kept.</param>
    /// <param name="salt">Salt of the epoch, 16 bytes.</param>
    /// <param name="transfer">Number of the transfer.</param>
    /// <param name="epoch">Number of the epoch.</param>
    public ChunkCipher(SecretBytes transferKey, ReadOnlySpan<byte> salt, uint transfer, uint epoch)
    {
        _transfer = transfer;
        _epoch = epoch;
        using var key = KeySchedule.Epoch(transferKey, salt, transfer, epoch);
        _key = new AesGcm(key.Span, TagBytes);
#if SEAL_WATCH
        _keyHash = SealWatch.HashOf(key.Span);
#endif
    }

    /// <summary>
    /// Seals in place. <paramref name="payload"/> is header space (18), plaintext, tag space (16); on return it is the whole payload.
    /// A sealer calls it once for each index of its epoch.
    /// </summary>
    public void Seal(ulong index, bool isFinal, Span<byte> payload)
    {
        var header = new ChunkHeader(_transfer, _epoch, index, isFinal);
        header.Write(payload);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        header.WriteNonce(nonce);
        var text = payload[ChunkHeader.Bytes..^TagBytes];
#if SEAL_WATCH
        SealWatch.Tell(_keyHash, nonce, text, payload[..ChunkHeader.Bytes]);
#endif
        _key.Encrypt(nonce, text, text, payload[^TagBytes..], payload[..ChunkHeader.Bytes]);
    }

    /// <summary>Opens in place.</summary>
    /// <param name="header">The header that was read from <paramref name="payload"/>.</param>
    /// <param name="payload">The whole payload; its middle becomes the plaintext.</param>
    /// <param name="plaintext">The part of <paramref name="payload"/> that is plaintext now; empty when refused.</param>
    /// <returns>False when it is not authentic or of another transfer or epoch.</returns>
    public bool TryOpen(ChunkHeader header, Span<byte> payload, out Span<byte> plaintext)
    {
        var text = payload[ChunkHeader.Bytes..^TagBytes];
        var isOpen = TryOpen(header, payload, text);
        plaintext = isOpen ? text : default;
        return isOpen;
    }

    /// <summary>Opens into other memory.</summary>
    /// <param name="header">The header that was read from <paramref name="payload"/>.</param>
    /// <param name="payload">The whole payload.</param>
    /// <param name="destination">As long as the plaintext; holds it, or zeros when refused. Apart from <paramref name="payload"/>, or exactly its middle.</param>
    /// <returns>False when it is not authentic or of another transfer or epoch.</returns>
    public bool TryOpen(ChunkHeader header, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        if (header.Transfer != _transfer || header.Epoch != _epoch)
        {
            destination.Clear();
            return false;
        }

        Span<byte> nonce = stackalloc byte[NonceBytes];
        header.WriteNonce(nonce);
        try
        {
            _key.Decrypt(nonce, payload[ChunkHeader.Bytes..^TagBytes], payload[^TagBytes..], destination, payload[..ChunkHeader.Bytes]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();
}
