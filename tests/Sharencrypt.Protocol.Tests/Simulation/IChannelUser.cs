namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>What talks over a channel: the transfers of a simulated peer.</summary>
internal interface IChannelUser
{
    /// <summary>Nothing that is in flight can be relied on.</summary>
    void OnLostSync();

    /// <summary>Both sides know what arrived.</summary>
    void OnBackInSync();

    /// <summary>A message of the other side.</summary>
    void OnMessage(byte[] json);

    /// <summary>A chunk, while in sync; not yet opened.</summary>
    void OnChunk(byte[] payload);
}
