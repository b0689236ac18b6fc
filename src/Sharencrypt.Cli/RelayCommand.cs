using System.CommandLine;
using Sharencrypt.Relay;

namespace Sharencrypt.Cli;

/// <summary><c>sharencrypt relay</c>: runs the relay in this process; everything after the verb is the relay's.</summary>
internal static class RelayCommand
{
    public static Command Create()
    {
        var settings = new Argument<string[]>("settings")
        {
            Description = "Settings of the relay as --name value pairs, for example --urls http://localhost:8080.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("relay", "Run a relay that introduces peers and forwards what it cannot read.")
        {
            settings,
        };
        command.SetAction((result, cancellationToken) =>
            RelayHost.RunAsync(result.GetValue(settings) ?? [], cancellationToken));
        return command;
    }
}
