namespace Sharencrypt.Client;

/// <summary>What went wrong, for programs. The numbers never change.</summary>
public enum ShareErrorCode
{
    /// <summary>A fault of this software.</summary>
    Internal = 1,

    /// <summary>No connection to the relay: name, network, proxy, certificate or nobody listening.</summary>
    RelayUnreachable = 10,

    /// <summary>Something answered that is not a Sharencrypt relay.</summary>
    NotARelay = 11,

    /// <summary>The relay speaks other versions of the protocol.</summary>
    RelayVersion = 12,

    /// <summary>The relay is full, restarting, or limits this address.</summary>
    RelayBusy = 13,

    /// <summary>The relay broke the protocol.</summary>
    RelayBroken = 14,

    /// <summary>A text that is not a code or link.</summary>
    CodeMalformed = 20,

    /// <summary>No room of this code: mistyped, used up or expired.</summary>
    CodeUnknown = 21,

    /// <summary>The code has been used, or somebody else is using it right now.</summary>
    CodeUsed = 22,

    /// <summary>A chosen code whose room is in use.</summary>
    CodeTaken = 23,

    /// <summary>The words are wrong.</summary>
    CodeWrong = 24,

    /// <summary>Three wrong guesses: the code is burned.</summary>
    TooManyGuesses = 25,

    /// <summary>The other side's software needs another version.</summary>
    PeerVersion = 30,

    /// <summary>The other side left before all was done.</summary>
    PeerLeft = 31,

    /// <summary>The other person stopped the transfer.</summary>
    PeerCancelled = 32,

    /// <summary>The other person did not want it.</summary>
    Declined = 33,

    /// <summary>The other side could not go on: its disk is full, it cannot write, it cannot read.</summary>
    PeerFailed = 34,

    /// <summary>This side closed the session.</summary>
    SessionClosed = 35,

    /// <summary>Something to be sent cannot be read or found.</summary>
    SourceUnreadable = 40,

    /// <summary>Files changed while they were sent; the others have arrived.</summary>
    SourceChanged = 41,

    /// <summary>A name to be sent that no receiver could write.</summary>
    SourceName = 42,

    /// <summary>Something of that name is there already.</summary>
    TargetExists = 50,

    /// <summary>The place to write to cannot be written.</summary>
    TargetUnwritable = 51,

    /// <summary>Not enough room on the disk.</summary>
    DiskFull = 52,

    /// <summary>Cannot be written to where it should go, such as many files to standard output.</summary>
    TargetUnsuitable = 53,

    /// <summary>What is needed to go on after an interruption cannot be kept.</summary>
    StateUnwritable = 54,

    /// <summary>There is no such unfinished transfer, or another process works on it.</summary>
    NothingToResume = 55,

    /// <summary>The offer holds a path that is not safe to write.</summary>
    UnsafeOffer = 60,

    /// <summary>Something was not authentic: somebody tampers, or software is broken.</summary>
    Integrity = 61,

    /// <summary>The other side broke the protocol.</summary>
    PeerBroken = 62,
}
