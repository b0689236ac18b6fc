using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>What a run of SPAKE2 yields: the shared key and both confirmations (RFC 9382 section 3.4).</summary>
public sealed class Spake2Keys : IDisposable
{
    private readonly byte[] _confirmationA;
    private readonly byte[] _confirmationB;

    internal Spake2Keys(SecretBytes sharedKey, byte[] confirmationA, byte[] confirmationB)
    {
        SharedKey = sharedKey;
        _confirmationA = confirmationA;
        _confirmationB = confirmationB;
    }

    /// <summary>Ke, 16 bytes; owned by this object.</summary>
    public SecretBytes SharedKey { get; }

    /// <summary>What party A sends to prove the password, 32 bytes.</summary>
    public ReadOnlySpan<byte> ConfirmationA => _confirmationA;

    /// <summary>What party B sends to prove the password, 32 bytes.</summary>
    public ReadOnlySpan<byte> ConfirmationB => _confirmationB;

    /// <summary>Compares in constant time.</summary>
    public bool IsConfirmationA(ReadOnlySpan<byte> received) => CryptographicOperations.FixedTimeEquals(_confirmationA, received);

    /// <summary>Compares in constant time.</summary>
    public bool IsConfirmationB(ReadOnlySpan<byte> received) => CryptographicOperations.FixedTimeEquals(_confirmationB, received);

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        SharedKey.Dispose();
        CryptographicOperations.ZeroMemory(_confirmationA);
        CryptographicOperations.ZeroMemory(_confirmationB);
    }
}
