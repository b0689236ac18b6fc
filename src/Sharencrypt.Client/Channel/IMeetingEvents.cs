using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Channel;

/// <summary>What a <see cref="Meeting"/> tells its owner: one call at a time. Must not block.</summary>
internal interface IMeetingEvents
{
    /// <summary>The other side has proven the secret; the channel is open.</summary>
    void OnVerified(string verificationPhrase);

    /// <summary>The channel is over: nothing more of it is sent or taken. <see cref="OnMetAgain"/> follows when there is another.</summary>
    void OnChannelOver();

    /// <summary>The other side has lost the channel, perhaps with its process, and has proven itself again: another channel takes its place.</summary>
    void OnMetAgain();

    /// <summary>A message about a transfer.</summary>
    void OnMessage(TransferMessage message);

    /// <summary>A chunk; return true to become the owner of the buffer.</summary>
    bool OnChunk(FrameBuffer frame);

    /// <summary>What is in flight may be lost: send no chunks until <see cref="OnBackInSync"/>.</summary>
    void OnLostSync();

    /// <summary>Both sides know what arrived: transfers go on.</summary>
    void OnBackInSync();

    /// <summary>The other side said that no more will come.</summary>
    void OnBye();

    /// <summary>It is over. Called once.</summary>
    void OnEnded(ShareException reason);
}
