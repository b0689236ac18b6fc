using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Relay;

/// <summary>The SHA-256 of a <see cref="RelaySecret"/>, and the only place where two are compared.</summary>
public sealed class SecretHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int SizeBytes = SHA256.HashSizeInBytes;

    private readonly byte[] _bytes;

    private SecretHash(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    /// <summary>Takes over a hash that was computed elsewhere, if its length is right.</summary>
    /// <param name="bytes">They are copied.</param>
    /// <param name="hash">The hash when the result is true.</param>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecretHash? hash)
    {
        hash = bytes.Length == SizeBytes ? new SecretHash(bytes) : null;
        return hash is not null;
    }

    /// <summary>Whether the secrets behind both hashes are the same. Takes the same time whatever the answer.</summary>
    /// <param name="other">The hash of what was presented.</param>
    public bool Matches(SecretHash other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);
    }

    /// <summary>A text that does not give the hash away.</summary>
    /// <returns>Always the same.</returns>
    public override string ToString() => "(SecretHash)";

    internal static SecretHash Of(ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[SizeBytes];
        SHA256.HashData(secret, hash);
        return new SecretHash(hash);
    }

    internal static bool TryParse(string? text, [NotNullWhen(true)] out SecretHash? hash)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        hash = RelaySecret.TryDecode(text, bytes) ? new SecretHash(bytes) : null;
        return hash is not null;
    }

    internal string ToText() => Base64Url.EncodeToString(_bytes);
}
