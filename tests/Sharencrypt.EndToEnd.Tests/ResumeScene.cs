namespace Sharencrypt.EndToEnd.Tests;

/// <summary>A sender and a receiver with a disk each, for transfers that are interrupted.</summary>
internal sealed class ResumeScene(RelayProcess relay) : IAsyncDisposable
{
    private const long JournalThatNotedSomething = 24;

    private readonly List<SharencryptProcess> _processes = [];

    public Exchange Exchange { get; } = new(relay);

    public TemporaryFolder SenderState { get; } = new();

    public TemporaryFolder ReceiverState { get; } = new();

    /// <summary>The code as the receiver's person types it. Default: as it is.</summary>
    public string? TypedCode { get; set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A tree whose large file takes a while, with small ones before and behind it.</summary>
    public void WriteTree(long bytes)
    {
        Exchange.Sent.WriteRandom("tree/a-first", 100_000);
        Exchange.Sent.WriteRandom("tree/m-large", bytes);
        Exchange.Sent.WriteRandom("tree/z/last", 5_000);
        Exchange.Sent.WriteText("tree/z/empty", "");
        Directory.CreateDirectory(Exchange.Sent["tree/nothing"]);
    }

    /// <summary>
    /// Starts both, and waits until a part has arrived; then the sender is halted, so that no more than what is under way
    /// arrives until it is killed or let go.
    /// </summary>
    public async Task<(SharencryptProcess Sender, SharencryptProcess Receiver)> BeginAsync(params string[] options)
    {
        var sender = Send(options);
        await sender.SaysAsync("^(Waiting for the other side)", Cancellation);
        var receiver = Receive(options);
        await WaitForPartAsync();
        sender.Signal("STOP");
        return (sender, receiver);
    }

    public SharencryptProcess Send(params string[] options) =>
        Start(SenderState, Exchange.Sent.Path, ["send", "--relay", Exchange.Relay, "--code", Exchange.Code, "tree", .. options]);

    public SharencryptProcess Receive(params string[] options) =>
        Start(ReceiverState, Exchange.Received.Path, ["receive", "--relay", Exchange.Relay, "--yes", TypedCode ?? Exchange.Code, .. options]);

    public SharencryptProcess Start(TemporaryFolder state, string folder, params string[] arguments)
    {
        var process = SharencryptProcess.Start(new SharencryptProcess.Settings { State = state.Path, Folder = folder, CloseInput = true }, arguments);
        _processes.Add(process);
        return process;
    }

    public Task<SharencryptProcess.Ending> RunAsync(TemporaryFolder state, params string[] arguments) =>
        Start(state, Path.GetTempPath(), arguments).EndAsync(Cancellation);

    /// <summary>Nothing of a finished transfer stays anywhere.</summary>
    public void ShouldBeEmpty()
    {
        Directory.GetFileSystemEntries(SenderState.Path).Should().BeEmpty();
        Directory.GetFileSystemEntries(ReceiverState.Path).Should().BeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Exchange.DisposeAsync();
        SenderState.Dispose();
        ReceiverState.Dispose();
    }

    private async Task WaitForPartAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!FilesIn(Exchange.Received, "m-large").Any(file => file.Length > 80_000_000) || FilesIn(ReceiverState, "journal.*").Any(journal => journal.Length < JournalThatNotedSomething))
        {
            await tick.WaitForNextTickAsync(Cancellation);
        }
    }

    private static IEnumerable<FileInfo> FilesIn(TemporaryFolder folder, string pattern) =>
        new DirectoryInfo(folder.Path).EnumerateFiles(pattern, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });
}
