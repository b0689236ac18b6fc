using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>What the command tells other programs by its exit code: stable, and listed in docs/command-line.md.</summary>
internal enum ExitCode
{
    Success = 0,
    Internal = 1,
    Usage = 2,
    RelayUnreachable = 3,
    RelayRefused = 4,
    CodeUnknown = 5,
    CodeWrong = 6,
    Declined = 7,
    PeerStopped = 8,
    Source = 9,
    Target = 10,
    DiskFull = 11,
    Exists = 12,
    Unsafe = 13,
    Integrity = 14,
    Partial = 15,
    NothingToResume = 16,
    Interrupted = 130,
}

internal static class ExitCodes
{
    public static ExitCode Of(ShareErrorCode code) => code switch
    {
        ShareErrorCode.RelayUnreachable or ShareErrorCode.NotARelay => ExitCode.RelayUnreachable,
        ShareErrorCode.RelayVersion or ShareErrorCode.RelayBusy or ShareErrorCode.RelayBroken => ExitCode.RelayRefused,
        ShareErrorCode.CodeMalformed => ExitCode.Usage,
        ShareErrorCode.CodeUnknown or ShareErrorCode.CodeUsed or ShareErrorCode.CodeTaken => ExitCode.CodeUnknown,
        ShareErrorCode.CodeWrong or ShareErrorCode.TooManyGuesses => ExitCode.CodeWrong,
        ShareErrorCode.Declined => ExitCode.Declined,
        ShareErrorCode.PeerLeft or ShareErrorCode.PeerCancelled or ShareErrorCode.PeerFailed or ShareErrorCode.PeerVersion => ExitCode.PeerStopped,
        ShareErrorCode.SourceUnreadable or ShareErrorCode.SourceChanged or ShareErrorCode.SourceName => ExitCode.Source,
        ShareErrorCode.TargetUnwritable or ShareErrorCode.TargetUnsuitable or ShareErrorCode.StateUnwritable => ExitCode.Target,
        ShareErrorCode.DiskFull => ExitCode.DiskFull,
        ShareErrorCode.NothingToResume => ExitCode.NothingToResume,
        ShareErrorCode.TargetExists => ExitCode.Exists,
        ShareErrorCode.UnsafeOffer => ExitCode.Unsafe,
        ShareErrorCode.Integrity or ShareErrorCode.PeerBroken => ExitCode.Integrity,
        _ => ExitCode.Internal,
    };
}
