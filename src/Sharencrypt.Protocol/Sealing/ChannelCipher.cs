using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>
/// Seals and opens the messages and resyncs that one side sends (sections 5 and 6).
/// <code>
/// message  0x02 | u64 number | u64 received | AES-GCM(json)
/// resync   0x04 | u64 number | AES-GCM(u64 generation | u64 seen | u64 expected)
/// </code>
/// </summary>
public sealed class ChannelCipher : IDisposable
{
    /// <summary>Bytes before the ciphertext of a message.</summary>
    public const int MessageHeaderBytes = 17;

    /// <summary>The longest JSON of a message, in bytes.</summary>
    public const int MaxJsonBytes = 131_072;

    private const int ResyncHeaderBytes = 9;
    private const int ResyncPlaintextBytes = 24;
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    private readonly byte _direction;
    private readonly AesGcm _messages;
    private readonly AesGcm _resyncs;
#if SEAL_WATCH
    private readonly byte[] _messagesHash;
    private readonly byte[] _resyncsHash;
#endif

    /// <summary>The cipher for what <paramref name="sender"/> sends.</summary>
    public ChannelCipher(SessionKeys keys, Role sender)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _direction = (byte)(sender == Role.Host ? 0 : 1);
        using var messageKey = keys.ChannelKey(sender);
        using var resyncKey = keys.ResyncKey(sender);
        _messages = new AesGcm(messageKey.Span, TagBytes);
        _resyncs = new AesGcm(resyncKey.Span, TagBytes);
#if SEAL_WATCH
        _messagesHash = SealWatch.HashOf(messageKey.Span);
        _resyncsHash = SealWatch.HashOf(resyncKey.Span);
#endif
    }

    /// <summary>Reads the clear header of a message.</summary>
    /// <returns>False when the payload is too short, too long or of another kind.</returns>
    public static bool TryReadMessageHeader(ReadOnlySpan<byte> payload, out ulong number, out ulong received)
    {
        number = received = 0;
        if (payload.Length is < MessageHeaderBytes + TagBytes or > MessageHeaderBytes + TagBytes + MaxJsonBytes || payload[0] != (byte)PayloadKind.Message)
        {
            return false;
        }

        number = BinaryPrimitives.ReadUInt64BigEndian(payload[1..]);
        received = BinaryPrimitives.ReadUInt64BigEndian(payload[9..]);
        return true;
    }

    /// <summary>Seals a message into a payload of its own.</summary>
    public byte[] SealMessage(ulong number, ulong received, ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxJsonBytes)
        {
            throw new ArgumentException($"A message holds at most {MaxJsonBytes} bytes.", nameof(json));
        }

        var payload = new byte[MessageHeaderBytes + json.Length + TagBytes];
        payload[0] = (byte)PayloadKind.Message;
        BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(1), number);
        BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(9), received);
        Seal(_messages, payload, MessageHeaderBytes, number, json);
        return payload;
    }

    /// <summary>Opens a message whose header was read before. Returns false when it is not authentic.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="number">Its number.</param>
    /// <param name="json">The plaintext.</param>
    public bool TryOpenMessage(ReadOnlySpan<byte> payload, ulong number, out byte[] json)
    {
        json = new byte[payload.Length - MessageHeaderBytes - TagBytes];
        return TryOpen(_messages, payload, MessageHeaderBytes, number, json);
    }

    /// <summary>Seals a resync.</summary>
    public byte[] SealResync(ulong number, ResyncState state)
    {
        var payload = new byte[ResyncHeaderBytes + ResyncPlaintextBytes + TagBytes];
        payload[0] = (byte)PayloadKind.Resync;
        BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(1), number);
        Span<byte> plaintext = stackalloc byte[ResyncPlaintextBytes];
        BinaryPrimitives.WriteUInt64BigEndian(plaintext, state.Generation);
        BinaryPrimitives.WriteUInt64BigEndian(plaintext[8..], state.Seen);
        BinaryPrimitives.WriteUInt64BigEndian(plaintext[16..], state.Expected);
        Seal(_resyncs, payload, ResyncHeaderBytes, number, plaintext);
        return payload;
    }

    /// <summary>Opens a resync. Returns false when it is malformed or not authentic.</summary>
    public bool TryOpenResync(ReadOnlySpan<byte> payload, out ulong number, out ResyncState state)
    {
        number = 0;
        state = default;
        if (payload.Length != ResyncHeaderBytes + ResyncPlaintextBytes + TagBytes || payload[0] != (byte)PayloadKind.Resync)
        {
            return false;
        }

        number = BinaryPrimitives.ReadUInt64BigEndian(payload[1..]);
        Span<byte> plaintext = stackalloc byte[ResyncPlaintextBytes];
        if (!TryOpen(_resyncs, payload, ResyncHeaderBytes, number, plaintext))
        {
            return false;
        }

        state = new ResyncState(
            BinaryPrimitives.ReadUInt64BigEndian(plaintext),
            BinaryPrimitives.ReadUInt64BigEndian(plaintext[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(plaintext[16..]));
        return true;
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        _messages.Dispose();
        _resyncs.Dispose();
    }

    private void Seal(AesGcm key, Span<byte> payload, int headerBytes, ulong number, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Span<byte> associated = stackalloc byte[2 + headerBytes];
        Bind(payload[..headerBytes], number, nonce, associated);
        var ciphertext = payload.Slice(headerBytes, plaintext.Length);
#if SEAL_WATCH
        SealWatch.Tell(key == _messages ? _messagesHash : _resyncsHash, nonce, plaintext, associated);
#endif
        key.Encrypt(nonce, plaintext, ciphertext, payload[(headerBytes + plaintext.Length)..], associated);
    }

    private bool TryOpen(AesGcm key, ReadOnlySpan<byte> payload, int headerBytes, ulong number, Span<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Span<byte> associated = stackalloc byte[2 + headerBytes];
        Bind(payload[..headerBytes], number, nonce, associated);
        try
        {
            key.Decrypt(nonce, payload[headerBytes..^TagBytes], payload[^TagBytes..], plaintext, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private void Bind(ReadOnlySpan<byte> header, ulong number, Span<byte> nonce, Span<byte> associated)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], number);
        associated[0] = SealedVersion.Current;
        associated[1] = _direction;
        header.CopyTo(associated[2..]);
    }
}
