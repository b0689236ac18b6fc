using System.CommandLine;
using Sharencrypt.Cli;

var root = new RootCommand("Move files, folders and text between two machines, end to end encrypted.")
{
    RelayCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
