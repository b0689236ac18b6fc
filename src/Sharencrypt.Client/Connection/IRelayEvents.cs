using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>What a <see cref="RelayConnection"/> tells its owner: one call at a time, in the order of the wire. Must not block.</summary>
internal interface IRelayEvents
{
    /// <summary>The first frame of every connection.</summary>
    void OnWelcome(RelayControl.Welcome welcome);

    /// <summary>Something happened to another peer: <c>arrived</c>, <c>away</c>, <c>back</c>, <c>left</c>.</summary>
    void OnPeer(RelayControl control);

    /// <summary>A data frame. Return true to become the owner of <paramref name="frame"/>.</summary>
    bool OnData(int slot, FrameBuffer frame);

    /// <summary>The connection is lost; it will be restored or <see cref="OnEnded"/> follows.</summary>
    void OnLost();

    /// <summary>A new connection has taken the slot again. Nothing is sent on it before this returns.</summary>
    void OnRestored(RelayControl.Entered entered);

    /// <summary>It is over, and will not come back. Called once.</summary>
    void OnEnded(ShareException reason);
}
