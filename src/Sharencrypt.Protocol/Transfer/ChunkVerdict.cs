namespace Sharencrypt.Protocol.Transfer;

/// <summary>What to do with a chunk, judged by its header.</summary>
public enum ChunkVerdict
{
    /// <summary>It is the next: open and store it.</summary>
    Take,

    /// <summary>It belongs to an earlier epoch: pass over it.</summary>
    Discard,

    /// <summary>It cannot come from an honest sender: end the transfer.</summary>
    Attack,
}
