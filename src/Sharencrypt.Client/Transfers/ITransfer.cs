using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>A transfer that is open, told by the reader what arrives for it. Must not block.</summary>
internal interface ITransfer
{
    /// <summary>Takes a message about this transfer.</summary>
    void Take(TransferMessage message);

    /// <summary>What is in flight may be lost.</summary>
    void LoseSync();

    /// <summary>Both sides know what arrived.</summary>
    void BackInSync();

    /// <summary>The session is over.</summary>
    void Fail(ShareException reason);
}
