using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>What the command says while it works: to a person on standard error, or to a program as JSON on standard output.</summary>
internal abstract class Talk : IProgress<ShareStatus>
{
    public static Talk For(bool json) => json ? new JsonTalk() : new PersonTalk();

    /// <summary>Whether somebody sits at a terminal and can be asked.</summary>
    public abstract bool CanAsk { get; }

    /// <summary>What will be sent, before the code is there.</summary>
    public abstract void Sending(ShareContent content, string what);

    /// <summary>The code and the ways to use it.</summary>
    public abstract void Code(string code, string command, string link, bool showQr);

    /// <summary>The other side has proven that it knows the code.</summary>
    public abstract void PeerIsHere(string phrase, bool showPhrase);

    /// <summary>An unfinished transfer goes on.</summary>
    public abstract void Resuming(UnfinishedTransfer transfer);

    /// <summary>Files start again because they changed on the sender's side.</summary>
    public abstract void StartsAgain(IReadOnlyList<string> names);

    /// <summary>The transfer did not finish, and can go on.</summary>
    public abstract void Kept(UnfinishedTransfer transfer);

    /// <summary>One of the unfinished transfers that were asked for.</summary>
    public abstract void Unfinished(UnfinishedTransfer transfer);

    /// <summary>What the other side offers.</summary>
    public abstract void Offer(IncomingOffer offer, string destination);

    /// <summary>Runs a transfer and shows how far it is.</summary>
    public abstract Task<TransferSummary> ShowProgressAsync(string what, Func<IProgress<TransferProgress>, Task<TransferSummary>> transfer);

    /// <summary>The transfer is done.</summary>
    public abstract void Done(TransferSummary summary, bool isSender);

    /// <summary>Something went wrong.</summary>
    public abstract void Error(ExitCode exit, string id, string message, string? nextStep);

    /// <summary>A line for people; programs do not see it.</summary>
    public abstract void Say(string line);

    /// <summary>Asks for a line; null when nobody answers.</summary>
    public abstract string? Ask(string question);

    public abstract void Report(ShareStatus value);
}
