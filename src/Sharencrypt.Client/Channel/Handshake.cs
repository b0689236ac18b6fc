using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Channel;

/// <summary>What came of a payload during the handshake.</summary>
/// <param name="Reply">What to send back, or null.</param>
/// <param name="Keys">The session's keys when it is done; owned by the taker.</param>
/// <param name="Error">Why it failed.</param>
internal readonly record struct HandshakeResult(byte[]? Reply, SessionKeys? Keys, HandshakeError Error = HandshakeError.None);

/// <summary>
/// Either end of the handshake with one peer, run after run. When a connection is lost, steps of two runs can cross: both
/// ends keep the last few runs. A host finishes every run that is answered; for a guest only the newest counts that it has
/// answered, so that both come to the same channel. A payload still is one guess only.
/// </summary>
internal abstract class Handshake(HandshakeContext context, SecretBytes password) : IDisposable
{
    protected const int MostRuns = 4;

    protected HandshakeContext Context { get; } = context;

    protected SecretBytes Password { get; } = password;

    /// <param name="role">This side's.</param>
    /// <param name="context">Where it takes place.</param>
    /// <param name="password">Not owned.</param>
    public static Handshake Of(Role role, HandshakeContext context, SecretBytes password) =>
        role == Role.Host ? new HostEnd(context, password) : new GuestEnd(context, password);

    /// <summary>Begins a new run. Returns what to send, or null when the other side begins.</summary>
    public abstract byte[]? Begin();

    /// <summary>Takes a payload of kind handshake.</summary>
    public abstract HandshakeResult Take(ReadOnlySpan<byte> payload);

    /// <summary>The keys that the newest run will yield if the other side confirms it; owned by the caller. Null when unknown.</summary>
    public virtual SessionKeys? Expect() => null;

    public abstract void Dispose();

    private sealed class HostEnd(HandshakeContext context, SecretBytes password) : Handshake(context, password)
    {
        private readonly List<HostHandshake> _runs = []; // The oldest first.

        public override byte[] Begin()
        {
            if (_runs.Count == MostRuns)
            {
                Forget(1);
            }

            _runs.Add(new HostHandshake(Context, Password, Randomness.System));
            return _runs[^1].Step1.ToArray();
        }

        public override HandshakeResult Take(ReadOnlySpan<byte> payload)
        {
            if (HostHandshake.IsAgain(payload))
            {
                return new HandshakeResult(Begin(), null);
            }

            var error = HandshakeError.None;
            for (var place = 0; place < _runs.Count; place++)
            {
                error = _runs[place].Finish(payload, out var step3, out var keys);
                if (error == HandshakeError.None)
                {
                    Forget(place + 1); // What was begun later is under way to the guest, who will answer it.
                    return new HandshakeResult(step3, keys);
                }
            }

            return new HandshakeResult(null, null, error);
        }

        public override void Dispose() => Forget(_runs.Count);

        private void Forget(int count)
        {
            _runs.Take(count).ToList().ForEach(run => run.Dispose());
            _runs.RemoveRange(0, count);
        }
    }

    private sealed class GuestEnd(HandshakeContext context, SecretBytes password) : Handshake(context, password)
    {
        private readonly List<GuestHandshake> _runs = []; // The oldest first.

        public override byte[]? Begin() => null;

        public override SessionKeys? Expect() => _runs.Count == 0 ? null : _runs[^1].Expect();

        public override HandshakeResult Take(ReadOnlySpan<byte> payload)
        {
            if (GuestHandshake.IsStep1(payload))
            {
                return Answer(payload);
            }

            var error = HandshakeError.Malformed;
            for (var place = 0; place < _runs.Count; place++)
            {
                error = _runs[place].Finish(payload, out var keys);
                if (error != HandshakeError.None)
                {
                    continue;
                }

                // The host finishes what it began later, too, since that was answered: only the newest run counts.
                var isNewest = place == _runs.Count - 1;
                Forget(place + 1);
                if (isNewest)
                {
                    return new HandshakeResult(null, keys);
                }

                keys?.Dispose();
                return default;
            }

            return new HandshakeResult(null, null, error);
        }

        public override void Dispose() => Forget(_runs.Count);

        private void Forget(int count)
        {
            _runs.Take(count).ToList().ForEach(run => run.Dispose());
            _runs.RemoveRange(0, count);
        }

        private HandshakeResult Answer(ReadOnlySpan<byte> step1)
        {
            var run = new GuestHandshake(Context, Password, Randomness.System);
            var error = run.Begin(step1, out var step2);
            if (error != HandshakeError.None)
            {
                run.Dispose();
                return new HandshakeResult(null, null, error);
            }

            if (_runs.Count == MostRuns)
            {
                Forget(1);
            }

            _runs.Add(run);
            return new HandshakeResult(step2, null);
        }
    }
}
