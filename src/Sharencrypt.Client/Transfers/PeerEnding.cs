using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>What a person is told when the other side ended a transfer.</summary>
internal static class PeerEnding
{
    public static PeerEndedException Declined(DeclineMessage message) => message.Reason switch
    {
        Reasons.Declined => new PeerEndedException(ShareErrorCode.Declined, "The other side declined." + Told(message.Message)),
        Reasons.Exists => new PeerEndedException(ShareErrorCode.PeerFailed, "Something of that name is there already on the other side." + Told(message.Message), "They can receive again with --rename, --overwrite or --skip."),
        Reasons.Space => new PeerEndedException(ShareErrorCode.PeerFailed, "The other side has not enough free space." + Told(message.Message), "They can free some, or receive to another disk with --out."),
        Reasons.Unsafe => new PeerEndedException(ShareErrorCode.PeerFailed, "The other side refused a name as unsafe." + Told(message.Message), "Rename it and send again."),
        _ => new PeerEndedException(ShareErrorCode.PeerFailed, $"The other side cannot take this ({Printable.Escape(message.Reason)})." + Told(message.Message)),
    };

    public static PeerEndedException Cancelled(CancelMessage message) => message.Reason switch
    {
        Reasons.Cancelled => new PeerEndedException(ShareErrorCode.PeerCancelled, "The other side cancelled." + Told(message.Message)),
        Reasons.Space => new PeerEndedException(ShareErrorCode.PeerFailed, "The other side's disk is full." + Told(message.Message), "They can free some space and receive again."),
        Reasons.Target => new PeerEndedException(ShareErrorCode.PeerFailed, "The other side cannot write." + Told(message.Message)),
        Reasons.Source => new PeerEndedException(ShareErrorCode.PeerFailed, "The other side cannot read what it sends." + Told(message.Message)),
        Reasons.Integrity => new PeerEndedException(ShareErrorCode.Integrity, "The other side found that what arrived was not what was sent.", "Somebody tampers with the connection, or software is broken. Start again with a new code."),
        _ => new PeerEndedException(ShareErrorCode.PeerFailed, $"The other side stopped ({Printable.Escape(message.Reason)})." + Told(message.Message)),
    };

    /// <summary>What this side tells the other about a failure of its own.</summary>
    public static string ReasonFor(ShareException exception) => exception.Code switch
    {
        ShareErrorCode.DiskFull => Reasons.Space,
        ShareErrorCode.TargetUnwritable or ShareErrorCode.TargetExists or ShareErrorCode.TargetUnsuitable => Reasons.Target,
        ShareErrorCode.Integrity or ShareErrorCode.PeerBroken => Reasons.Integrity,
        _ => Reasons.Internal,
    };

    /// <summary>A line that fits the protocol; no path of this machine is in it.</summary>
    public static string? Shorten(string? message) =>
        message is { Length: > TransferLimits.MaxMessageLength } ? message[..TransferLimits.MaxMessageLength] : message;

    private static string Told(string? message) => string.IsNullOrEmpty(message) ? "" : $" They say: {Printable.Escape(message)}";
}
