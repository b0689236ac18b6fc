using System.CommandLine;
using Sharencrypt.Cli;

var root = new RootCommand("Move files, folders and text between two machines, end to end encrypted.")
{
    SendCommand.Create(),
    ReceiveCommand.Create(),
    RelayCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        Console.Error.WriteLine($"Error: {error.Message}");
    }

    Console.Error.WriteLine("See: sharencrypt --help");
    return (int)ExitCode.Usage;
}

return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
