namespace Sharencrypt.Protocol.Transfer;

/// <summary>Where the sending of a transfer stands.</summary>
public enum SendState
{
    /// <summary>The offer is made; the other person has not answered.</summary>
    WaitingForAnswer,

    /// <summary>Chunks may be sent as far as the window goes.</summary>
    Streaming,

    /// <summary>The connection was lost; the receiver will say where to go on.</summary>
    WaitingForContinue,

    /// <summary>All is sent; the receiver has not yet said that it is in place.</summary>
    WaitingForComplete,

    /// <summary>The receiver has everything in place.</summary>
    Complete,

    /// <summary>Declined or cancelled by either side.</summary>
    Ended,
}
