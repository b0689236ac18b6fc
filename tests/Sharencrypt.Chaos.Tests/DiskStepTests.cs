using System.Net;
using System.Security.Cryptography;
using Sharencrypt.Chaos.Tests.Network;
using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests;

/// <summary>
/// Processes die at each change that they make on a disk, one after the other, and are started again. Every step is tried by
/// <c>./test --chaos</c>, every seventh from a random one on by <c>./test</c>.
/// </summary>
public sealed class DiskStepTests(ITestOutputHelper output)
{
    private const int MostSteps = 400;
    private const int Stride = 7;
    private const int NothingToResume = 16;

    /// <summary>Who has not ended by then never will: a receiver whose sender died at its last step waits for it for two minutes.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("receiver")]
    [InlineData("sender")]
    [Trait("Kind", "Slow")]
    public Task Whoever_dies_at_some_change_of_its_disk_goes_on(string who) => TryAsync(who, RandomNumberGenerator.GetInt32(Stride) + 1, Stride);

    [Theory]
    [InlineData("receiver")]
    [InlineData("sender")]
    [Trait("Kind", "Chaos")]
    public Task Whoever_dies_at_any_change_of_its_disk_goes_on(string who) => TryAsync(who, 1, 1);

    private async Task TryAsync(string who, int first, int stride)
    {
        Assert.SkipUnless(Tree.WatchesSealing, "Only the build for tests can die at a step.");
        output.WriteLine($"{who}: every step of {stride} from {first} on");
        await using var relay = new RelayServer(new CommandSettings { Folder = Path.GetTempPath() }, new IPEndPoint(IPAddress.Loopback, FreePort.Find()));
        await relay.StartAsync(Cancellation);
        for (var step = first; step < MostSteps; step += stride)
        {
            await using var exchange = new DiskStepExchange(relay.Address);
            if (!await exchange.RunAsync(who, step, Cancellation))
            {
                step.Should().BeGreaterThan(8, "it changes its disk at least that often");
                return; // It came to its end before that step: all have been tried.
            }
        }

        Assert.Fail($"More than {MostSteps} steps.");
    }

    /// <summary>One transfer in which one side dies at a step.</summary>
    private sealed class DiskStepExchange : IAsyncDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sharencrypt-steps-");
        private readonly string _relay;
        private readonly string _code = $"step{RandomNumberGenerator.GetInt32(int.MaxValue)}-secret-phrase";
        private readonly List<CommandProcess> _processes = [];

        public DiskStepExchange(IPEndPoint relay)
        {
            _relay = $"http://{relay}";
            foreach (var (name, bytes) in new[] { ("tree/a", 300_000), ("tree/b", 0), ("tree/deep/er/c", 40_000), ("tree/d", 1) })
            {
                var path = Path.Combine(_root.FullName, "sent", name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(bytes));
            }

            Directory.CreateDirectory(Folder("received"));
            File.WriteAllBytes(Path.Combine(_root.FullName, "sent", "second"), RandomNumberGenerator.GetBytes(1000));
        }

        /// <summary>Returns false when nobody died.</summary>
        public async Task<bool> RunAsync(string who, int step, CancellationToken cancellationToken)
        {
            var sender = Start("sender", who, step, ["send", "--json", "--relay", _relay, "--code", _code, "tree", "second"]);
            await sender.SaysEventAsync("code", cancellationToken);
            var receiver = Start("receiver", who, step, ["receive", "--yes", "--json", "--relay", _relay, _code]);
            var mortal = who == "sender" ? sender : receiver;
            var code = await EndOfAsync(mortal, step, cancellationToken);
            if (code == 0)
            {
                return false;
            }

            code.Should().Be(137, $"{mortal.Talk}");
            var again = Start(who, "nobody", 0, ["resume", "--yes", "--json"]);
            var resumed = await EndOfAsync(again, step, cancellationToken);
            var other = who == "sender" ? receiver : sender;
            if (resumed == NothingToResume && !other.Ended.IsCompleted && !WasAccepted(other))
            {
                ShouldHaveNoFinalNames(); // Nobody had said yes.
                return true;
            }

            (resumed is 0 or NothingToResume).Should().BeTrue($"step {step}: {again.Talk}");
            (await EndOfAsync(other, step, cancellationToken)).Should().Be(0, $"step {step}: {other.Talk}");
            ShouldBeWhole(step);
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in _processes)
            {
                await process.DisposeAsync();
            }

            _root.Delete(recursive: true);
        }

        private static async Task<int> EndOfAsync(CommandProcess process, int step, CancellationToken cancellationToken)
        {
            try
            {
                return await process.Ended.WaitAsync(Bound, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Step {step}: not ended within {Bound.TotalMinutes:0} minutes: {process.Talk}");
            }
        }

        // A receiver keeps its record before it says yes; the sender of a receiver that died before then waits for ever.
        private static bool WasAccepted(CommandProcess process) => process.Lines.Any(line => line.Event == "progress");

        private void ShouldHaveNoFinalNames() =>
            Directory.GetFileSystemEntries(Folder("received")).Select(Path.GetFileName).Where(name => !name!.StartsWith(".sharencrypt-", StringComparison.Ordinal)).Should().BeEmpty();

        private void ShouldBeWhole(int step)
        {
            Describe(Folder("received")).Should().Equal(Describe(Folder("sent")), $"step {step}");
            foreach (var state in new[] { "state of sender", "state of receiver" })
            {
                Directory.EnumerateFiles(Folder(state), "*", SearchOption.AllDirectories).Should().BeEmpty($"step {step}");
            }
        }

        private static SortedDictionary<string, string> Describe(string root) => new(
            Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).ToDictionary(
                path => Path.GetRelativePath(root, path),
                path => File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "folder"),
            StringComparer.Ordinal);

        private string Folder(string name) => _root.CreateSubdirectory(name).FullName;

        private CommandProcess Start(string who, string mortal, int step, string[] arguments)
        {
            var settings = new CommandSettings
            {
                Folder = Folder(who == "sender" ? "sent" : "received"),
                Environment = { ["SHARENCRYPT_STATE"] = Folder($"state of {who}") },
            };
            if (who == mortal)
            {
                settings.Environment["SHARENCRYPT_DIE_AT_STEP"] = $"{step}";
            }

            var process = CommandProcess.Start(settings, arguments);
            _processes.Add(process);
            return process;
        }
    }
}
