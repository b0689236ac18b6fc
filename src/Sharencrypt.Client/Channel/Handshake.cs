using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Channel;

/// <summary>What came of a payload during the handshake.</summary>
/// <param name="Reply">What to send back, or null.</param>
/// <param name="Keys">The session's keys when it is done; owned by the taker.</param>
/// <param name="Error">Why it failed.</param>
internal readonly record struct HandshakeResult(byte[]? Reply, SessionKeys? Keys, HandshakeError Error = HandshakeError.None);

/// <summary>Either end of the handshake with one peer, run after run.</summary>
internal abstract class Handshake(HandshakeContext context, SecretBytes password) : IDisposable
{
    protected HandshakeContext Context { get; } = context;

    protected SecretBytes Password { get; } = password;

    public static Handshake Of(Role role, HandshakeContext context, SecretBytes password) =>
        role == Role.Host ? new HostEnd(context, password) : new GuestEnd(context, password);

    /// <summary>Begins a new run. Returns what to send, or null when the other side begins.</summary>
    public abstract byte[]? Begin();

    /// <summary>Takes a payload of the other side.</summary>
    public abstract HandshakeResult Take(ReadOnlySpan<byte> payload);

    public abstract void Dispose();

    private sealed class HostEnd(HandshakeContext context, SecretBytes password) : Handshake(context, password)
    {
        private HostHandshake? _run;

        public override byte[] Begin()
        {
            _run?.Dispose();
            _run = new HostHandshake(Context, Password, Randomness.System);
            return _run.Step1.ToArray();
        }

        public override HandshakeResult Take(ReadOnlySpan<byte> payload)
        {
            if (HostHandshake.IsAgain(payload) || _run is null)
            {
                return new HandshakeResult(Begin(), null);
            }

            var error = _run.Finish(payload, out var step3, out var keys);
            _run.Dispose();
            _run = null;
            return error == HandshakeError.None ? new HandshakeResult(step3, keys) : new HandshakeResult(null, null, error);
        }

        public override void Dispose() => _run?.Dispose();
    }

    private sealed class GuestEnd(HandshakeContext context, SecretBytes password) : Handshake(context, password)
    {
        private readonly GuestHandshake _run = new(context, password, Randomness.System);

        public override byte[]? Begin() => null;

        public override HandshakeResult Take(ReadOnlySpan<byte> payload)
        {
            if (payload[0] != (byte)PayloadKind.Handshake)
            {
                return new HandshakeResult(GuestHandshake.Again(), null);
            }

            if (GuestHandshake.IsStep1(payload))
            {
                var beginError = _run.Begin(payload, out var step2);
                return beginError == HandshakeError.None ? new HandshakeResult(step2, null) : new HandshakeResult(null, null, beginError);
            }

            var error = _run.Finish(payload, out var keys);
            return new HandshakeResult(null, keys, error);
        }

        public override void Dispose() => _run.Dispose();
    }
}
