using Sharencrypt.Fuzz;
using SharpFuzz;

// One entry a target: bytes as a stranger would send them, into a parser. It may refuse them in the documented way; any
// exception that leaves it, and any difference from its reference, is a finding.
var targets = new Dictionary<string, ReadOnlySpanAction>(StringComparer.Ordinal)
{
    ["relay-frame"] = ComparisonTargets.Frame,
    ["relay-client-message"] = RelayTargets.ClientMessage,
    ["relay-relay-message"] = RelayTargets.RelayMessage,
    ["relay-websocket"] = RelayTargets.WebSocket,
    ["relay-client-stream"] = ComparisonTargets.ClientStream,
    ["relay-relay-stream"] = ComparisonTargets.RelayStream,
    ["relay-websocket-mask"] = ComparisonTargets.Mask,
    ["sealed-items"] = ComparisonTargets.Items,
};

if (args is ["--list"])
{
    foreach (var name in targets.Keys)
    {
        Console.WriteLine(name);
    }

    return 0;
}

if (args is [var target, .. var files] && targets.TryGetValue(target, out var action))
{
    if (files.Length == 0)
    {
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            action(copy.GetBuffer().AsSpan(0, (int)copy.Length));
        });
        return 0;
    }

    // Replays findings without the fuzzer.
    foreach (var file in files)
    {
        action(File.ReadAllBytes(file));
        Console.WriteLine($"{file}: refused or accepted as documented");
    }

    return 0;
}

Console.Error.WriteLine("usage: Sharencrypt.Fuzz --list | <target> [file ...]");
return 2;
