using System.Diagnostics;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>What one row works with: the files of the run, and processes that end with the row.</summary>
internal sealed class Stage(Place place) : IDisposable
{
    private static int _codes;

    public Place Place => place;

    public BenchOptions Options => place.Options;

    public Shell Shell { get; } = new();

    /// <summary>Measures ours and theirs in turn, as often as the options say.</summary>
    public Task<IReadOnlyList<(T Ours, T Theirs)>> PairsAsync<T>(Func<Task<T>> ours, Func<Task<T>> theirs)
    {
        Rows.Place.EmptyCaches();
        return Timing.PairsAsync(Options.Pairs, ours, theirs, place.Settle);
    }

    /// <summary>Measures what is compared with nothing, as often as the options say, after a run that is not counted.</summary>
    public async Task<Spread> RepeatAsync(Func<Task<double>> measure)
    {
        Rows.Place.EmptyCaches();
        await measure();
        var values = new List<double>();
        for (var i = 0; i < Options.Pairs; i++)
        {
            place.Settle();
            values.Add(await measure());
        }

        return Spread.Of(values);
    }

    /// <summary>Starts a relay of ours.</summary>
    /// <param name="certificate">With which it speaks TLS; null for none.</param>
    public async Task<Relay> StartRelayAsync(Certificate? certificate = null)
    {
        var port = Ports.Free();
        var address = $"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}";
        var identity = certificate is null ? "" : $"--certificateFile '{certificate.File}' --certificateKeyFile '{certificate.KeyFile}'";
        var process = Shell.Start($"'{place.Program}' relay --urls {address} {RelaySettings.ManyFromOneAddress} {identity}");
        await Ports.ReachableAsync(process, port);
        return new Relay(process, port, address, certificate is null ? "" : $"SSL_CERT_FILE='{certificate.File}'");
    }

    /// <summary>Sends a file or folder with two of our commands, and waits for the end of both.</summary>
    /// <returns>Seconds from the start of the first to the end of both.</returns>
    public async Task<double> SendAsync(Relay relay, string path)
    {
        var target = place.NewTarget();
        var seconds = await Timing.SecondsAsync(async () =>
        {
            var (sender, code) = StartSender(relay, path);
            await Shell.FinishAllAsync(StartReceiver(relay, code, target), sender);
        });
        Place.CheckArrived(path, target);
        return seconds;
    }

    /// <summary>Starts a sender and waits until it waits.</summary>
    public async Task<(Process Sender, string Code)> StartSenderAsync(Relay relay, string path)
    {
        var (sender, code) = StartSender(relay, path);
        await Shell.LineAsync(sender, "Waiting for the other side");
        return (sender, code);
    }

    /// <summary>Starts a sender. A receiver may be started at once: it looks for the room again for a moment.</summary>
    public (Process Sender, string Code) StartSender(Relay relay, string path)
    {
        var code = $"bench{_codes++}-secret-phrase";
        return (Shell.Start($"{Environment(relay, "sender")} '{place.Program}' send --relay {relay.Address} --code {code} '{path}'"), code);
    }

    public Process StartReceiver(Relay relay, string code, string target) =>
        Shell.Start($"{Environment(relay, "receiver")} '{place.Program}' receive --relay {relay.Address} --yes --out '{target}' {code}");

    public void Dispose() => Shell.Dispose();

    // Each of them has folders of its own, and none of the person's.
    private string Environment(Relay relay, string role) =>
        $"env XDG_CACHE_HOME='{place.Folder}/cache-of-{role}' SHARENCRYPT_STATE='{place.Folder}/state-of-{role}' {relay.ClientEnvironment}";
}

/// <summary>A relay of ours that runs.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Address">The same as a client is told.</param>
/// <param name="ClientEnvironment">What clients need in their environment to trust it.</param>
internal sealed record Relay(Process Process, int Port, string Address, string ClientEnvironment);
