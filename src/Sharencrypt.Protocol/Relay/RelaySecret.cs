using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Relay;

/// <summary>Random bytes that prove something to a relay. Owns its bytes and wipes them when disposed.</summary>
public abstract class RelaySecret : IDisposable
{
    private readonly byte[] _bytes;

    private protected RelaySecret(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    /// <summary>The bytes; zeros after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The SHA-256 of the bytes: all that a relay keeps.</summary>
    public SecretHash Hash() => SecretHash.Of(_bytes);

    /// <summary>Wipes the bytes.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        GC.SuppressFinalize(this);
    }

    /// <summary>A text that does not give the bytes away.</summary>
    /// <returns>Always the same for one type.</returns>
    public override string ToString() => $"({GetType().Name})";

    /// <summary>The bytes as base64url, for the wire.</summary>
    internal string ToText() => Base64Url.EncodeToString(_bytes);

    /// <summary>Strict base64url: no padding, no space, unused bits zero, exactly this many bytes.</summary>
    internal static bool TryDecode(string? text, Span<byte> bytes)
    {
        // This overload, because TryDecodeFromChars throws on characters outside the alphabet. It skips white space, which
        // the count of bytes then gives away, and refuses unused bits that are not zero.
        return text is not null
            && text.Length == Base64Url.GetEncodedLength(bytes.Length)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length;
    }
}
