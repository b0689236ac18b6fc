namespace Sharencrypt.Protocol.Sealing;

/// <summary>What a completed handshake yields for one pair: all keys of section 4, owned by this object.</summary>
public sealed class SessionKeys : IDisposable
{
    private readonly SecretBytes _session;

    internal SessionKeys(SecretBytes session)
    {
        _session = session;
        RoomToken = KeySchedule.RoomToken(session);
        Resumption = KeySchedule.Resumption(session);
        VerificationPhrase = KeySchedule.VerificationPhrase(session);
    }

    /// <summary>The token that opens the locked room, 32 bytes.</summary>
    public SecretBytes RoomToken { get; }

    /// <summary>The long secret with which this pair can meet again, 32 bytes.</summary>
    public SecretBytes Resumption { get; }

    /// <summary>Four words; equal on both sides exactly when nobody sits between them.</summary>
    public string VerificationPhrase { get; }

    /// <summary>Key of the messages that <paramref name="sender"/> sends; the caller disposes it.</summary>
    public SecretBytes ChannelKey(Role sender) => KeySchedule.Channel(_session, sender);

    /// <summary>Key of the resyncs that <paramref name="sender"/> sends; the caller disposes it.</summary>
    public SecretBytes ResyncKey(Role sender) => KeySchedule.Resync(_session, sender);

    /// <summary>Zeroes all.</summary>
    public void Dispose()
    {
        _session.Dispose();
        RoomToken.Dispose();
        Resumption.Dispose();
    }
}
