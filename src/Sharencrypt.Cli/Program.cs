using System.CommandLine;
using Sharencrypt.Cli;
using Sharencrypt.Relay;

if (args is ["relay", .. var settings])
{
    // Its settings are the relay's own, with its own --help.
    using var signals = new Signals();
    return await RelayHost.RunAsync(settings, signals.Token);
}

var root = new RootCommand("Move files, folders and text between two machines, end to end encrypted.")
{
    SendCommand.Create(),
    ReceiveCommand.Create(),
    ResumeCommand.Create(),
    TransfersCommand.Create(),
    DoctorCommand.Create(),
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
