using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Sharencrypt.LinkEmulator;

// A link between two network namespaces, for tests and benchmarks: delay, jitter, loss, reordering, rate and black-outs,
// made in this process, since not every kernel has netem.
//
//   Sharencrypt.LinkEmulator [--delay MS] [--jitter MS] [--loss 0..1] [--reorder 0..1] [--rate MBIT] [--queue KIB] [--mtu BYTES] [--seed N]
//
// Delays are one way. It says "ready NAMESPACE_A 10.99.0.1 NAMESPACE_B 10.99.0.2" and then takes commands, one a line:
// "loss 0.05" and so on for both directions, "a loss 0.05" for what comes from A only, "down", "up", "quit". It ends with
// standard input or by a signal, and takes its namespaces along. 77 is its exit code when it is not permitted here.
const int notPermitted = 77;

var conditions = new Dictionary<char, Conditions> { ['a'] = new(), ['b'] = new() };
var mtu = 1500;
var seed = 1;
for (var i = 0; i + 1 < args.Length; i += 2)
{
    if (args[i] == "--mtu")
    {
        mtu = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
    }
    else if (args[i] == "--seed")
    {
        seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
    }
    else if (!args[i].StartsWith("--", StringComparison.Ordinal) || !conditions.Values.All(one => one.TrySet(args[i][2..], args[i + 1])))
    {
        await Console.Error.WriteLineAsync($"Not understood: {args[i]} {args[i + 1]}");
        return 2;
    }
}

var (a, b) = (Namespaces.NameOf('a'), Namespaces.NameOf('b'));
using var ended = new ManualResetEventSlim();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
try
{
    Namespaces.RemoveStale();
    using var deviceA = new TunDevice($"link{Environment.ProcessId}a");
    using var deviceB = new TunDevice($"link{Environment.ProcessId}b");
    Namespaces.Make(a, deviceA.Name, "10.99.0.1/24", mtu);
    Namespaces.Make(b, deviceB.Name, "10.99.0.2/24", mtu);
    new Lane(deviceA, deviceB, conditions['a'], mtu, seed).Start();
    new Lane(deviceB, deviceA, conditions['b'], mtu, ~seed).Start();
    Console.WriteLine($"ready {a} 10.99.0.1 {b} 10.99.0.2");
    new Thread(TakeCommands) { IsBackground = true }.Start();
    ended.Wait();
    return 0;
}
catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
{
    await Console.Error.WriteLineAsync($"No link can be made here: {exception.Message}");
    return notPermitted;
}
finally
{
    Namespaces.Remove(a);
    Namespaces.Remove(b);
}

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ended.Set();
}

void TakeCommands()
{
    while (Console.ReadLine() is { } line && line != "quit")
    {
        Console.WriteLine(TryTake(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)) ? "ok" : $"not understood: {line}");
    }

    ended.Set();
}

bool TryTake(string[] words)
{
    var ends = words is ["a" or "b", ..] ? words[0] : "ab";
    var rest = words is ["a" or "b", ..] ? words[1..] : words;
    switch (rest)
    {
        case ["down"] or ["up"]:
            ends.ToList().ForEach(end => conditions[end].IsDown = rest[0] == "down");
            return true;
        case [var name, var value]:
            return ends.All(end => conditions[end].TrySet(name, value));
        default:
            return false;
    }
}
