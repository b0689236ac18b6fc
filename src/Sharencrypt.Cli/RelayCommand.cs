using System.CommandLine;

namespace Sharencrypt.Cli;

/// <summary><c>sharencrypt relay</c> in the list of commands. Program runs it before anything is parsed, so that its settings stay the relay's own.</summary>
internal static class RelayCommand
{
    public static Command Create() => new("relay", "Run a relay that introduces peers and forwards what it cannot read. See: sharencrypt relay --help");
}
