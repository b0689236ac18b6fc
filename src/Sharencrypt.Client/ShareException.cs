namespace Sharencrypt.Client;

/// <summary>The base of what this library throws for reasons outside the calling program.</summary>
public class ShareException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What happened, for people.</param>
    /// <param name="nextStep">What to do now, for people; null when there is nothing.</param>
    /// <param name="inner">The cause.</param>
    public ShareException(ShareErrorCode code, string message, string? nextStep = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        NextStep = nextStep;
    }

    /// <summary>What went wrong, for programs.</summary>
    public ShareErrorCode Code { get; }

    /// <summary>What to do now, for people; null when there is nothing.</summary>
    public string? NextStep { get; }

    /// <summary>Whether the same call may succeed later without a change.</summary>
    public bool IsTransient => Code is ShareErrorCode.RelayUnreachable or ShareErrorCode.RelayBusy or ShareErrorCode.PeerLeft;
}

/// <summary>No working connection to the relay.</summary>
public sealed class RelayConnectionException(ShareErrorCode code, string message, string? nextStep = null, Exception? inner = null)
    : ShareException(code, message, nextStep, inner);

/// <summary>The relay said no.</summary>
public sealed class RelayRefusedException(ShareErrorCode code, string message, string? nextStep = null)
    : ShareException(code, message, nextStep);

/// <summary>The other side ended it.</summary>
public sealed class PeerEndedException(ShareErrorCode code, string message, string? nextStep = null)
    : ShareException(code, message, nextStep);

/// <summary>Something was not authentic or against the protocol. Never try again with the same code.</summary>
public sealed class SealBrokenException(ShareErrorCode code, string message)
    : ShareException(code, message, "Do not use this code again. Make a new one, and compare the verification phrases.");

/// <summary>Something on this machine cannot be read or written.</summary>
public sealed class LocalFileException(ShareErrorCode code, string message, string? nextStep = null, Exception? inner = null)
    : ShareException(code, message, nextStep, inner);
