namespace Sharencrypt.Client;

/// <summary>What a sender does with files that are not what they were when the transfer began.</summary>
public enum ChangedFiles
{
    /// <summary>Send them as they are now, each from its beginning. A file that is gone is reported as not delivered.</summary>
    SendAgain,

    /// <summary>
    /// Leave them: the receiver keeps those that it has whole, as they were; the others are reported as not delivered.
    /// </summary>
    LeaveOut,
}
