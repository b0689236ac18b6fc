using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Channel;

/// <summary>
/// How the two peers of a meeting prove themselves: first with the secret of the code, later, should one of them lose the
/// channel, with the long secret of that first handshake. Owner of both secrets and of the host's count of wrong guesses.
/// </summary>
internal sealed class Greeting(Role role, SecretBytes? password) : IDisposable
{
    private readonly GuessCounter _guesses = new();
    private Handshake? _handshake;
    private HandshakeContext _context; // Of the handshake under the code.
    private SecretBytes? _longPassword;

    /// <summary>What to keep to meet again; null before the first handshake is done.</summary>
    public MeetingSecrets? Secrets { get; private set; }

    /// <summary>Whether the long secret is what is proven.</summary>
    public bool IsAgain { get; private set; }

    /// <summary>Wrong guesses so far.</summary>
    public int WrongGuesses => _guesses.Count;

    /// <summary>
    /// Expects a peer that knows the code. In the same place it may be the one that was there before a connection was lost:
    /// an answer of its own can be under way, and is no wrong guess.
    /// </summary>
    public void Expect(HandshakeContext context)
    {
        if (_handshake is not null && _context == context)
        {
            return;
        }

        _handshake?.Dispose();
        _context = context;
        _handshake = Handshake.Of(role, context, password ?? throw new InvalidOperationException("Whoever returns has no code."));
    }

    /// <summary>From now on the long secret is what is proven.</summary>
    /// <param name="secrets">Owned from here on.</param>
    public void ExpectAgain(MeetingSecrets secrets)
    {
        if (Secrets != secrets)
        {
            Secrets?.Dispose();
        }

        Secrets = secrets;
        ExpectAgain();
    }

    /// <summary>The other side has proven itself once: it will prove the long secret if it comes to that.</summary>
    public void ExpectAgain()
    {
        if (Secrets is not { } secrets || IsAgain)
        {
            return;
        }

        IsAgain = true;
        _handshake?.Dispose();
        _longPassword = KeySchedule.ResumptionPassword(secrets.Resumption);
        _handshake = Handshake.Of(role, secrets.Context, _longPassword);
    }

    /// <summary>Begins a new run; null when the other side begins.</summary>
    public byte[]? Begin() => _handshake?.Begin();

    /// <summary>Takes a payload of the other side.</summary>
    public HandshakeResult Take(ReadOnlySpan<byte> payload) => _handshake?.Take(payload) ?? default;

    /// <summary>Notes a wrong guess and forgets what was begun; false when there were too many.</summary>
    public bool AddWrongGuess()
    {
        _handshake?.Dispose();
        return _guesses.Add();
    }

    /// <summary>Keeps what the first handshake yields, also when it is not confirmed yet.</summary>
    public void Keep(RoomEntry entry, SessionKeys keys, int ownSlot, int peerSlot, bool isConfirmed)
    {
        if (IsAgain)
        {
            return; // What the first handshake yielded stays.
        }

        RoomToken.TryCreate(keys.RoomToken.Span, out var token);
        var secrets = new MeetingSecrets(role, ownSlot, peerSlot, entry.CopyKey(), token!, SecretBytes.Copy(keys.Resumption.Span)); // 32 bytes by construction.
        Secrets?.Dispose();
        Secrets = secrets;
        RoomToken.TryCreate(token!.Bytes, out var copy);
        entry.Know(secrets.Room, copy!, isConfirmed);
    }

    /// <summary>Keeps what a guest can tell of a run that its host has not confirmed: enough to find the room again.</summary>
    public void KeepExpected(RoomEntry entry, int ownSlot, int peerSlot)
    {
        using var keys = _handshake?.Expect();
        if (keys is not null)
        {
            Keep(entry, keys, ownSlot, peerSlot, isConfirmed: false);
        }
    }

    public void Dispose()
    {
        _handshake?.Dispose();
        _longPassword?.Dispose();
        password?.Dispose();
        Secrets?.Dispose();
    }
}
