using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>Owns secret bytes: never printed, compared in constant time, zeroed on disposal.</summary>
public sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;

    private SecretBytes(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes; valid until disposal.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Takes a copy; the caller goes on owning, and should zero, the source.</summary>
    public static SecretBytes Copy(ReadOnlySpan<byte> source) => new(source.ToArray());

    /// <summary>Takes ownership of <paramref name="bytes"/>: the caller no longer uses the array.</summary>
    public static SecretBytes Own(byte[] bytes) => new(bytes ?? throw new ArgumentNullException(nameof(bytes)));

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(_bytes, other);

    /// <summary>Tells the length only.</summary>
    public override string ToString() => $"SecretBytes({_bytes.Length})";

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
