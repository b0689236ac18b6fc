using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Rooms;

/// <summary>What a room knows of a connection. Neither call waits for the network.</summary>
internal interface IRoomPeer
{
    /// <summary>Tells the peer something; what was posted earlier is sent earlier.</summary>
    void Post(RelayControl control);

    /// <summary>Says a last thing and closes. Only the first call counts.</summary>
    void End(RelayControl? last, RelayCloseCode code);
}
