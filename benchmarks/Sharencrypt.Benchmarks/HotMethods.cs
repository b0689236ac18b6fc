using System.Globalization;
using System.Text.RegularExpressions;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks;

/// <summary>
/// Finds which methods of the native binary usual transfers run, and writes their names for the compiler, which lays them side
/// by side: a process then holds pages of those instead of all between them (decision 0020). Needs valgrind, binutils and
/// the native binary with its symbols.
/// </summary>
internal sealed partial class HotMethods : IDisposable
{
    // Where valgrind loads a program whose place is free; its addresses are told so much higher than they are in the file.
    private const ulong LoadedAt = 0x108000;
    private const int SmallFiles = 400;

    private readonly string _folder = Directory.CreateTempSubdirectory("sharencrypt-hot-").FullName;
    private readonly Shell _shell = new();
    private readonly int _port = Ports.Free();
    private int _runs;

    private string Watched => Path.Combine(_folder, "sharencrypt");

    /// <param name="args">The native binary, the file of its symbols, and the list to write.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var binary, var symbols, var list])
        {
            await Console.Error.WriteLineAsync("hot-methods BINARY SYMBOLS LIST");
            return 2;
        }

        using var hot = new HotMethods();
        await hot.RunAsync(binary, symbols, list);
        return 0;
    }

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string binary, string symbols, string list)
    {
        // Without the way to its symbols, which are of a newer form than valgrind knows.
        await Shell.RunAsync($"objcopy --remove-section=.gnu_debuglink '{binary}' '{Watched}'");
        var relay = _shell.Start($"'{binary}' relay --urls http://127.0.0.1:{_port} {RelaySettings.ManyFromOneAddress}");
        await Ports.ReachableAsync(relay, _port);

        var file = Path.Combine(_folder, "file");
        await RandomFile.WriteAsync(file, 40_000_000);
        var tree = Directory.CreateDirectory(Path.Combine(_folder, "tree")).FullName;
        for (var i = 0; i < SmallFiles; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(tree, $"{i}"), $"{i}");
        }

        await TransferAsync($"'{file}'", "");
        await TransferAsync($"'{tree}'", "");
        await TransferAsync("--text hello", "");
        await TransferAsync("-", $"< '{file}'");

        var methods = await MethodsAsync(symbols);
        var ran = Directory.EnumerateFiles(_folder, "calls.*").SelectMany(Addresses).Distinct().Order().ToArray();
        var hot = methods.Where(method => method.Ran(ran)).Select(method => method.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        await File.WriteAllLinesAsync(list, hot);
        Console.WriteLine($"{hot.Count} of {methods.Count} methods ran.");
    }

    private async Task TransferAsync(string what, string input)
    {
        var run = _runs++;
        var watch = $"env SHARENCRYPT_STATE='{_folder}/state' XDG_CACHE_HOME='{_folder}/cache' DOTNET_GCHeapHardLimit=0x10000000 "
            + $"valgrind --tool=callgrind --dump-instr=yes --callgrind-out-file='{_folder}/calls.%p' '{Watched}'";
        var sender = _shell.Start($"{watch} send --relay http://127.0.0.1:{_port} --code hot{run}-secret-phrase {what} {input}");
        var receiver = _shell.Start($"{watch} receive --relay http://127.0.0.1:{_port} --yes --out '{_folder}/target-{run}' hot{run}-secret-phrase");
        await Shell.FinishAllAsync(sender, receiver);
    }

    /// <summary>The managed methods of the binary.</summary>
    private async Task<IReadOnlyList<Method>> MethodsAsync(string symbols)
    {
        var table = Path.Combine(_folder, "symbols");
        await Shell.RunAsync($"nm -S '{symbols}' > '{table}'");
        return [.. File.ReadLines(table)
            .Select(line => line.Split(' '))
            .Where(parts => parts is [_, _, "t" or "T", _] && parts[3].Contains("__", StringComparison.Ordinal))
            .Select(parts => new Method(Hex(parts[0]), Hex(parts[0]) + Hex(parts[1]), parts[3]))];
    }

    /// <summary>The addresses of all instructions in a file of callgrind that lie in no file it could read: in the managed code.</summary>
    private static IEnumerable<ulong> Addresses(string path)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var (isManaged, address) = (false, 0UL);
        foreach (var line in File.ReadLines(path))
        {
            if (ObjectLine().Match(line) is { Success: true } mapped)
            {
                var (id, name) = (mapped.Groups["id"].Value, mapped.Groups["name"].Value);
                name = name.Length > 0 ? names[id] = name : names[id];
                isManaged = mapped.Groups["called"].Length > 0 ? isManaged : name == "???";
            }
            else if (PositionLine().Match(line) is { Success: true } position)
            {
                var number = Number(position.Groups["number"].Value);
                address = position.Groups["sign"].Value switch
                {
                    "*" => address,
                    "+" => address + number,
                    "-" => address - number,
                    _ => number,
                };
                if (isManaged && address >= LoadedAt)
                {
                    yield return address - LoadedAt;
                }
            }
        }
    }

    private static ulong Number(string digits) => digits.StartsWith("0x", StringComparison.Ordinal) ? Hex(digits[2..])
        : digits.Length == 0 ? 0 : ulong.Parse(digits, CultureInfo.InvariantCulture);

    private static ulong Hex(string digits) => ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // ob=(3) /usr/lib/libc.so.6 once, ob=(3) from then on; cob= for the one that is called.
    [GeneratedRegex(@"^(?<called>c?)ob=\((?<id>\d+)\)(?: (?<name>.*))?$")]
    private static partial Regex ObjectLine();

    // An address, or how far it is from the line before: 0x5b360, +3, -7, *.
    [GeneratedRegex(@"^(?<sign>[-+*]?)(?<number>(?:0x)?[0-9a-f]*) ")]
    private static partial Regex PositionLine();

    private readonly record struct Method(ulong Start, ulong End, string Name)
    {
        /// <summary>Whether one of these addresses, in order, is in it.</summary>
        public bool Ran(ulong[] addresses)
        {
            var place = Array.BinarySearch(addresses, Start);
            place = place < 0 ? ~place : place;
            return place < addresses.Length && addresses[place] < End;
        }
    }
}
