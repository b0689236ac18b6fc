using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>Owns secret bytes: never printed, compared in constant time, zeroed on disposal.</summary>
public sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _isDisposed;

    private SecretBytes(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes; a span is valid until disposal.</summary>
    /// <exception cref="ObjectDisposedException">After disposal: a key of zeros must never seal anything.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _bytes;
        }
    }

    /// <summary>Takes a copy; the caller goes on owning, and should zero, the source.</summary>
    public static SecretBytes Copy(ReadOnlySpan<byte> source) => new(source.ToArray());

    /// <summary>Takes ownership of <paramref name="bytes"/>: the caller no longer uses the array.</summary>
    public static SecretBytes Own(byte[] bytes) => new(bytes ?? throw new ArgumentNullException(nameof(bytes)));

    /// <summary>Compares in constant time.</summary>
    /// <exception cref="ObjectDisposedException">After disposal.</exception>
    public bool Matches(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Span, other);

    /// <summary>Tells the length only.</summary>
    public override string ToString() => $"SecretBytes({_bytes.Length})";

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }
}
