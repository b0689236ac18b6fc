using System.Security.Cryptography;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>The host's end of one run of the handshake (section 3). It reveals nothing to a wrong guess.</summary>
public sealed class HostHandshake : IDisposable
{
    private readonly HandshakeContext _context;
    private readonly Spake2 _spake;
    private readonly KeyEncapsulation _kem;
    private readonly byte[] _step1;
    private bool _isOver;

    /// <summary>Begins a run with fresh keys.</summary>
    /// <param name="context">Where it takes place.</param>
    /// <param name="password">The secret; not kept.</param>
    /// <param name="randomness">Where the fresh keys come from.</param>
    public HostHandshake(HandshakeContext context, SecretBytes password, Randomness randomness)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        using var w = Spake2.PasswordToScalar(password);
        _context = context;
        _spake = new Spake2(isA: true, HandshakeStep.HostIdentity, HandshakeStep.GuestIdentity, w.Span, randomness);
        _kem = new KeyEncapsulation(randomness);
        _step1 = HandshakeStep.Compose(HandshakeStep.HostShare, _spake.Share.ToArray(), _kem.EncapsulationKey);
    }

    /// <summary>The first payload, to send to the guest.</summary>
    public ReadOnlyMemory<byte> Step1 => _step1;

    /// <summary>Whether a payload is the guest's request to begin again (step 0).</summary>
    public static bool IsAgain(ReadOnlySpan<byte> payload) =>
        HandshakeStep.Check(payload, HandshakeStep.Again, HandshakeStep.PrefixBytes) == HandshakeError.None;

    /// <summary>
    /// Takes the guest's answer. An error does not end the run: the answer may belong to another one. Whoever tries one
    /// answer with several runs counts it as one guess.
    /// </summary>
    /// <param name="payload">Step 2, not trusted.</param>
    /// <param name="step3">What to send back; empty on error: nothing is revealed.</param>
    /// <param name="keys">The session's keys, owned by the caller; null on error.</param>
    public HandshakeError Finish(ReadOnlySpan<byte> payload, out byte[] step3, out SessionKeys? keys)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        step3 = [];
        keys = null;
        var error = HandshakeStep.Check(payload, HandshakeStep.GuestShare, HandshakeStep.Step2Bytes);
        if (error != HandshakeError.None)
        {
            return error;
        }

        var unconfirmed = payload[..HandshakeStep.Step2UnconfirmedBytes];
        var share = unconfirmed.Slice(HandshakeStep.PrefixBytes, Spake2.ShareBytes);
        if (!_spake.TryFinish(share, _context.ConfirmationData(_step1, unconfirmed), out var secrets))
        {
            return HandshakeError.Malformed;
        }

        using (secrets)
        {
            if (!secrets!.IsConfirmationB(payload[HandshakeStep.Step2UnconfirmedBytes..]))
            {
                return HandshakeError.WrongSecret;
            }

            step3 = HandshakeStep.Compose(HandshakeStep.HostConfirmation, secrets.ConfirmationA.ToArray());
            var kemSecret = _kem.Open(unconfirmed[(HandshakeStep.PrefixBytes + Spake2.ShareBytes)..]);
            keys = new SessionKeys(KeySchedule.Session(secrets.SharedKey, kemSecret, _context.Transcript(_step1, payload, step3)));
            CryptographicOperations.ZeroMemory(kemSecret);
            _isOver = true;
            return HandshakeError.None;
        }
    }

    /// <summary>Forgets the private keys.</summary>
    public void Dispose()
    {
        _isOver = true;
        _spake.Dispose();
    }
}
