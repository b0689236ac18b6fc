using System.CommandLine;
using Sharencrypt.Client;

namespace Sharencrypt.Cli;

/// <summary>The options that sending and receiving share.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string[]> _relay = new("--relay") { Description = "Address of the relay; may be given several times, then a sender uses the nearest one. Default: SHARENCRYPT_RELAY, the config file, else http://localhost:8080.", HelpName = "URL" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Ask nothing." };
    private readonly Option<bool> _json = new("--json") { Description = "Say everything as JSON, one object a line, on standard output." };
    private readonly Option<bool> _verify = new("--verify") { Description = "Show four words that are the same on both sides when nobody sits between, and ask before going on." };

    private readonly Option<bool> _new = new("--new") { Description = "Begin anew, even if the same command was interrupted before." };
    private readonly Option<bool> _forget = new("--forget") { Description = "Keep nothing on this disk with which to go on after this command has ended." };

    public void AddTo(Command command)
    {
        command.Options.Add(_new);
        command.Options.Add(_forget);
        command.Options.Add(_relay);
        command.Options.Add(_yes);
        command.Options.Add(_json);
        command.Options.Add(_verify);
    }

    public RelayList Relays(ParseResult result) => RelayList.Find(result.GetValue(_relay) ?? []);

    public bool New(ParseResult result) => result.GetValue(_new);

    /// <summary>Where unfinished transfers are kept; null when nothing is to be kept.</summary>
    public TransferStore? Store(ParseResult result) => result.GetValue(_forget) ? null : StateFolder.Open();

    public bool Yes(ParseResult result) => result.GetValue(_yes);

    public bool Json(ParseResult result) => result.GetValue(_json);

    public bool Verify(ParseResult result) => result.GetValue(_verify);

    /// <summary>Shows the other side and, if wanted, asks whether the phrases match.</summary>
    /// <exception cref="UsageException">The person said that they do not.</exception>
    public void Greet(ParseResult result, Talk talk, string phrase)
    {
        talk.PeerIsHere(phrase, Verify(result));
        if (!Verify(result) || Yes(result))
        {
            return;
        }

        if (!talk.CanAsk)
        {
            throw new UsageException("--verify asks whether the phrases match, but there is no terminal to ask on.", "Add --yes to only show the phrase.");
        }

        if (!Answers.IsYes(talk.Ask("Does the other side see the same words? [y/N]"), byDefault: false))
        {
            throw new ShareException(ShareErrorCode.Integrity, "The phrases do not match: somebody sits between you.", "Do not use this code again. Nothing was transferred.");
        }
    }
}
