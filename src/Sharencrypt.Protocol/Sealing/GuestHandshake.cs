using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>The guest's end of one run of the handshake (section 3).</summary>
public sealed class GuestHandshake : IDisposable
{
    private readonly HandshakeContext _context;
    private readonly SecretBytes _password;
    private readonly Randomness _randomness;
    private Spake2Keys? _secrets;
    private byte[] _kemSecret = [];
    private byte[] _step1 = [];
    private byte[] _step2 = [];

    /// <summary>Waits for the host's first payload.</summary>
    /// <param name="context">Where it takes place.</param>
    /// <param name="password">The secret; copied.</param>
    /// <param name="randomness">Where fresh keys come from.</param>
    public GuestHandshake(HandshakeContext context, SecretBytes password, Randomness randomness)
    {
        ArgumentNullException.ThrowIfNull(password);
        _context = context;
        _password = SecretBytes.Copy(password.Span);
        _randomness = randomness;
    }

    /// <summary>The payload that asks the host to begin again (step 0).</summary>
    public static byte[] Again() => HandshakeStep.Compose(HandshakeStep.Again);

    /// <summary>Whether a payload is a host's first step: it begins a new run, whatever came before.</summary>
    public static bool IsStep1(ReadOnlySpan<byte> payload) => payload.Length > 1
        && payload[0] == (byte)PayloadKind.Handshake && payload[1] == HandshakeStep.HostShare;

    /// <summary>Takes the host's first payload; a new one replaces an unfinished run.</summary>
    /// <param name="payload">Step 1, not trusted.</param>
    /// <param name="step2">What to send back; empty on error.</param>
    public HandshakeError Begin(ReadOnlySpan<byte> payload, out byte[] step2)
    {
        step2 = [];
        Forget();
        var error = HandshakeStep.Check(payload, HandshakeStep.HostShare, HandshakeStep.Step1Bytes);
        if (error != HandshakeError.None)
        {
            return error;
        }

        var shareEnd = HandshakeStep.PrefixBytes + Spake2.ShareBytes;
        if (!KeyEncapsulation.TryEncapsulate(payload[shareEnd..], _randomness, out var ciphertext, out _kemSecret))
        {
            return HandshakeError.Malformed;
        }

        using var w = Spake2.PasswordToScalar(_password);
        using var spake = new Spake2(isA: false, HandshakeStep.HostIdentity, HandshakeStep.GuestIdentity, w.Span, _randomness);
        var unconfirmed = HandshakeStep.Compose(HandshakeStep.GuestShare, spake.Share.ToArray(), ciphertext);
        _step1 = payload.ToArray();
        if (!spake.TryFinish(payload[HandshakeStep.PrefixBytes..shareEnd], _context.ConfirmationData(_step1, unconfirmed), out _secrets))
        {
            return HandshakeError.Malformed;
        }

        _step2 = [.. unconfirmed, .. _secrets!.ConfirmationB];
        step2 = _step2;
        return HandshakeError.None;
    }

    /// <summary>
    /// The keys that this run yields if the host confirms it, known since step 2 was sent. Good for one thing before step 3
    /// has come: to find the host's room again (section 3).
    /// </summary>
    /// <returns>Owned by the caller; null when no step 2 was sent.</returns>
    public SessionKeys? Expect() => _secrets is null
        ? null
        : new SessionKeys(KeySchedule.Session(
            _secrets.SharedKey, _kemSecret, _context.Transcript(_step1, _step2, HandshakeStep.Compose(HandshakeStep.HostConfirmation, _secrets.ConfirmationA.ToArray()))));

    /// <summary>Takes the host's confirmation.</summary>
    /// <param name="payload">Step 3, not trusted.</param>
    /// <param name="keys">The session's keys, owned by the caller; null on error.</param>
    public HandshakeError Finish(ReadOnlySpan<byte> payload, out SessionKeys? keys)
    {
        keys = null;
        var error = HandshakeStep.Check(payload, HandshakeStep.HostConfirmation, HandshakeStep.Step3Bytes);
        if (error != HandshakeError.None || _secrets is null)
        {
            return error == HandshakeError.None ? HandshakeError.Malformed : error;
        }

        if (!_secrets.IsConfirmationA(payload[HandshakeStep.PrefixBytes..]))
        {
            return HandshakeError.WrongSecret;
        }

        keys = new SessionKeys(KeySchedule.Session(_secrets.SharedKey, _kemSecret, _context.Transcript(_step1, _step2, payload)));
        Forget();
        return HandshakeError.None;
    }

    /// <summary>Forgets all secrets.</summary>
    public void Dispose()
    {
        Forget();
        _password.Dispose();
    }

    private void Forget()
    {
        _secrets?.Dispose();
        _secrets = null;
        CryptographicOperations.ZeroMemory(_kemSecret);
    }
}
