using System.Net;
using Sharencrypt.Chaos.Tests.Network;
using Sharencrypt.Chaos.Tests.Processes;

namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>A relay, a sender and a receiver in processes and folders of their own, each side behind a proxy of its own.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sharencrypt-chaos-");
    private readonly Cargo _cargo;
    private readonly Link? _link;
    private readonly string _code;
    private string[] _paths = [];
    private Participant? _sender;
    private Participant? _receiver;
    private Task _feeding = Task.CompletedTask;

    /// <param name="cargo">What is sent.</param>
    /// <param name="link">A link with the sender at its end A and the receiver at its end B; null to meet on this machine, through proxies.</param>
    /// <param name="isRelayWithSender">At which end of the link the relay is.</param>
    public Scene(Cargo cargo, Link? link = null, bool isRelayWithSender = false)
    {
        _cargo = cargo;
        _link = link;
        _code = $"room{cargo.Seed:x}-secret-phrase";
        var address = link is null ? IPAddress.Loopback : IPAddress.Parse(isRelayWithSender ? link.AddressOfA : link.AddressOfB);
        var wrapper = (isRelayWithSender ? link?.A : link?.B)?.Wrapper ?? [];
        Relay = new RelayServer(new CommandSettings { Folder = Folder("relay"), Wrapper = wrapper }, new IPEndPoint(address, FreePort.Find()));
        SenderProxy = new FaultProxy(Relay.Address);
        ReceiverProxy = new FaultProxy(Relay.Address);
        Sent = Folder("sent");
        Received = Folder("received");
    }

    public RelayServer Relay { get; }

    public FaultProxy SenderProxy { get; }

    public FaultProxy ReceiverProxy { get; }

    public Participant Sender => _sender ?? throw new InvalidOperationException("Not started.");

    public Participant Receiver => _receiver ?? throw new InvalidOperationException("Not started.");

    /// <summary>The folder that is sent from.</summary>
    public string Sent { get; }

    /// <summary>The folder that is received into.</summary>
    public string Received { get; }

    /// <summary>What the receiver wrote to standard output, if it did.</summary>
    public MemoryStream Output { get; } = new();

    /// <summary>Where each side's processes tell of what they seal.</summary>
    public IReadOnlyList<string> SealLogs => [SealLog("sender"), SealLog("receiver")];

    /// <summary>Where each side keeps what is not finished.</summary>
    public IReadOnlyList<string> StateFolders => [StateFolder("sender"), StateFolder("receiver")];

    /// <summary>How far the receiver has told to be.</summary>
    public ProgressGate ReceiverProgress { get; } = new();

    /// <summary>Hears what the sender says.</summary>
    public Action<TalkLine>? SenderListener { get; set; }

    public FaultProxy Proxy(Side side) => side == Side.Sender ? SenderProxy : ReceiverProxy;

    /// <summary>Does something to both directions of both proxies.</summary>
    public void ForEachRule(Action<LaneRules> action)
    {
        foreach (var proxy in new[] { SenderProxy, ReceiverProxy })
        {
            action(proxy.ToRelay);
            action(proxy.ToClient);
        }
    }

    public Participant Participant(Side side) => side == Side.Sender ? Sender : Receiver;

    /// <summary>Starts everything; returns when both sides have proven to each other that they know the code.</summary>
    public async Task MeetAsync(CancellationToken cancellationToken)
    {
        _paths = _cargo.WriteTo(Sent);
        await Relay.StartAsync(cancellationToken);
        StartSender();
        await Sender.Current.SaysEventAsync("code", cancellationToken);
        StartReceiver();
        await Sender.Current.SaysEventAsync("peer", cancellationToken);
        await Receiver.Current.SaysAsync(line => line.Event == "peer" || line.Text.StartsWith("The other side is here", StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>All talk, for whoever looks for the cause of a failure.</summary>
    public string Describe() => $"""
        ======== sender
        {_sender?.Talk}
        ======== receiver
        {_receiver?.Talk}
        ======== relay
        {Relay.Talk}
        """;

    public async ValueTask DisposeAsync()
    {
        foreach (var participant in new[] { _sender, _receiver }.OfType<Participant>())
        {
            await participant.DisposeAsync();
        }

        await _feeding;
        await SenderProxy.DisposeAsync();
        await ReceiverProxy.DisposeAsync();
        await Relay.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private void StartSender()
    {
        _sender = new Participant(
            Settings(Sent, "sender", _link?.A) with { Listener = line => SenderListener?.Invoke(line) },
            ["send", "--json", "--relay", AddressFor(SenderProxy), "--code", _code, .. _cargo.IsPipe ? ["-"] : _paths]);
        if (_cargo.IsPipe)
        {
            _feeding = FeedAsync(_sender.Current.Input, Path.Combine(Sent, _paths[0]));
        }
    }

    private void StartReceiver()
    {
        string[] how = _cargo.Kind == CargoKind.PipeToPipe ? ["--out", "-"] : ["--yes", "--json"];
        _receiver = new Participant(
            Settings(Received, "receiver", _link?.B) with { Listener = ReceiverProgress.Hear, Output = _cargo.Kind == CargoKind.PipeToPipe ? Output : null },
            ["receive", "--relay", AddressFor(ReceiverProxy), .. how, _code]);
    }

    private string AddressFor(FaultProxy proxy) => _link is null ? $"http://127.0.0.1:{proxy.Port}" : $"http://{Relay.Address}";

    private CommandSettings Settings(string folder, string who, LinkEnd? end) => new()
    {
        Folder = folder,
        Wrapper = end?.Wrapper ?? [],
        Environment = { ["SHARENCRYPT_STATE"] = StateFolder(who), ["SHARENCRYPT_SEAL_LOG"] = SealLog(who) },
    };

    private string StateFolder(string who) => Folder($"state of {who}");

    private string SealLog(string who) => Path.Combine(_root.FullName, $"seal log of {who}");

    private string Folder(string name) => _root.CreateSubdirectory(name).FullName;

    private static async Task FeedAsync(Stream input, string path)
    {
        try
        {
            await using var file = File.OpenRead(path);
            await file.CopyToAsync(input);
            input.Close();
        }
        catch (IOException)
        {
            // The sender has ended; its exit code tells how.
        }
    }
}
