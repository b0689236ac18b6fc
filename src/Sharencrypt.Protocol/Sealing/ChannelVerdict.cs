namespace Sharencrypt.Protocol.Sealing;

/// <summary>What to do with something that arrived.</summary>
public enum ChannelVerdict
{
    /// <summary>It is the next: go on with it.</summary>
    Take,

    /// <summary>It belongs to before a lost connection: pass over it unread.</summary>
    Discard,

    /// <summary>Repeated, left out or impossible: end the channel.</summary>
    Attack,
}
