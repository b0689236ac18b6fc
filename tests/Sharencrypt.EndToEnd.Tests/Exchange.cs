using System.Security.Cryptography;

namespace Sharencrypt.EndToEnd.Tests;

/// <summary>A sender and a receiver, each in a process of its own, under one code.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private readonly List<SharencryptProcess> _processes = [];
    private readonly Dictionary<string, string> _environment;

    public Exchange(RelayProcess relay)
        : this(relay.Address)
    {
    }

    /// <param name="relay">The address that both use.</param>
    /// <param name="environment">What both find in their environment.</param>
    public Exchange(string relay, params (string Name, string Value)[] environment)
    {
        Relay = relay;
        _environment = environment.Append(("XDG_CACHE_HOME", Cache.Path)).ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    public string Relay { get; }

    public string Code { get; private set; } = $"t{RandomNumberGenerator.GetInt32(int.MaxValue)}-secret-phrase";

    public TemporaryFolder Sent { get; } = new();

    public TemporaryFolder Received { get; } = new();

    /// <summary>Where both keep what they may forget.</summary>
    public TemporaryFolder Cache { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a sender and waits until its code is usable.</summary>
    public Task<SharencryptProcess> SendAsync(params string[] arguments) => SendAsync(new SharencryptProcess.Settings(), arguments);

    public async Task<SharencryptProcess> SendAsync(SharencryptProcess.Settings settings, params string[] arguments)
    {
        var sender = SharencryptProcess.Start(With(settings, Sent), ["send", "--relay", Relay, "--code", Code, .. arguments]);
        _processes.Add(sender);
        await sender.SaysAsync("^(Waiting for the other side)", Cancellation);
        return sender;
    }

    /// <summary>Starts any command in the same environment.</summary>
    public SharencryptProcess Start(params string[] arguments) => SharencryptProcess.Start(With(new SharencryptProcess.Settings(), Sent), arguments);

    /// <summary>Starts a receiver that accepts.</summary>
    public SharencryptProcess Receive(params string[] arguments) => Receive(new SharencryptProcess.Settings(), ["--yes", .. arguments]);

    public SharencryptProcess Receive(SharencryptProcess.Settings settings, params string[] arguments)
    {
        var receiver = SharencryptProcess.Start(With(settings, Received), ["receive", "--relay", Relay, Code, .. arguments]);
        _processes.Add(receiver);
        return receiver;
    }

    /// <summary>Sends and receives to the end; both must succeed.</summary>
    public async Task RunAsync(string[] send, params string[] receive)
    {
        var sender = await SendAsync(send);
        var receiver = Receive(receive);
        var received = await receiver.EndAsync(Cancellation);
        var sent = await sender.EndAsync(Cancellation);
        received.ExitCode.Should().Be(0, received.Talk);
        sent.ExitCode.Should().Be(0, sent.Talk);
    }

    /// <summary>Everything that was sent is there as it was, and nothing else.</summary>
    public void ShouldHaveArrived() => TemporaryFolder.Describe(Received.Path).Should().Equal(TemporaryFolder.Describe(Sent.Path));

    private SharencryptProcess.Settings With(SharencryptProcess.Settings settings, TemporaryFolder folder) => settings with
    {
        Folder = settings.Folder ?? folder.Path,
        Environment = _environment.Concat(settings.Environment).ToDictionary(),
    };

    /// <summary>A new code for another round.</summary>
    public void Renew() => Code = $"t{RandomNumberGenerator.GetInt32(int.MaxValue)}-secret-phrase";

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Sent.Dispose();
        Received.Dispose();
        Cache.Dispose();
    }
}
