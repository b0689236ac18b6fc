using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests;

/// <summary>A process ends at every possible moment, is started again, and the transfer ends with the right bytes.</summary>
public sealed class RestartTests
{
    private const int Bytes = 1_300_000;
    private const string Code = "holiday-secret-phrase";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_process_that_ends_after_any_frame_goes_on(bool senderDies, bool receiverDies)
    {
        // Each with folders and a relay of its own, and all at once: they wait much longer than they work.
        var resumed = await Task.WhenAll(Enumerable.Range(8, 18).Select(number => GoesOnAfterAsync(number, senderDies, receiverDies)));

        resumed.Count(was => was).Should().BeGreaterThan(5, "otherwise this tests nothing");
    }

    [Theory]
    [InlineData(ChangedFiles.SendAgain)]
    [InlineData(ChangedFiles.LeaveOut)]
    public async Task A_file_that_changed_meanwhile_is_never_mixed_with_what_it_was(ChangedFiles policy)
    {
        await using var exchange = new Restart();
        exchange.Source.Write("tree/a", exchange.Content[..300_000]);
        exchange.Source.Write("tree/b", exchange.Content[300_000..1_000_000]);
        exchange.Source.Write("tree/c", exchange.Content[1_000_000..]);
        await exchange.BeginAsync(number: 10, senderDies: true, receiverDies: false); // In the middle of b.
        var changed = exchange.Content[..900_000].Reverse().ToArray();
        exchange.Source.Write("tree/b", changed);
        exchange.ChangedNames().Should().Equal("tree/b");

        var endings = await exchange.GoOnAsync(senderDies: true, receiverDies: false, policy);

        endings.Should().NotBeNull();
        endings.Should().AllSatisfy(ending => ending.Should().BeNull());
        (await File.ReadAllBytesAsync(exchange.Target["tree/a"], Cancellation)).Should().Equal(exchange.Content[..300_000]);
        (await File.ReadAllBytesAsync(exchange.Target["tree/c"], Cancellation)).Should().Equal(exchange.Content[1_000_000..]);
        exchange.LeftOver().Should().BeEmpty();
        if (policy == ChangedFiles.SendAgain)
        {
            (await File.ReadAllBytesAsync(exchange.Target["tree/b"], Cancellation)).Should().Equal(changed);
            exchange.Received!.Failed.Should().BeEmpty();
        }
        else
        {
            File.Exists(exchange.Target["tree/b"]).Should().BeFalse("half of it is worth nothing");
            exchange.Received!.Failed.Should().Equal(new FailedItem("tree/b", "changed"));
            exchange.Sent!.Failed.Should().Equal(new FailedItem("tree/b", "changed"));
        }
    }

    [Fact]
    public async Task What_a_person_removed_of_the_part_that_had_arrived_comes_again()
    {
        await using var exchange = new Restart();
        exchange.Source.Write("tree/a", exchange.Content[..600_000]);
        exchange.Source.Write("tree/c", exchange.Content[600_000..]);
        await exchange.BeginAsync(number: 13, senderDies: false, receiverDies: true);
        var staging = Directory.GetDirectories(exchange.Target.Path).Should().ContainSingle().Which;
        Directory.Delete(staging, recursive: true);
        Directory.CreateDirectory(staging);

        var endings = await exchange.GoOnAsync(senderDies: false, receiverDies: true);

        endings.Should().NotBeNull();
        endings.Should().AllSatisfy(ending => ending.Should().BeNull());
        (await File.ReadAllBytesAsync(exchange.Target["tree/a"], Cancellation)).Should().Equal(exchange.Content[..600_000]);
        (await File.ReadAllBytesAsync(exchange.Target["tree/c"], Cancellation)).Should().Equal(exchange.Content[600_000..]);
    }

    [Fact]
    public async Task What_is_kept_is_private_and_found_again_by_what_its_person_gives()
    {
        await using var exchange = new Restart();
        exchange.Source.Write("tree/a", exchange.Content);
        await exchange.BeginAsync(number: 12, senderDies: true, receiverDies: true);

        foreach (var path in exchange.LeftOver().Where(path => !OperatingSystem.IsWindows() && !path.Contains(".sharencrypt-", StringComparison.Ordinal)))
        {
            ModeOf(path).Should().HaveFlag(UnixFileMode.UserRead);
            (ModeOf(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)).Should().Be(UnixFileMode.None, path);
            (ModeOf(Path.GetDirectoryName(path)!) & (UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)).Should().Be(UnixFileMode.None, path);
        }

        exchange.Sender.Store.FindSending(exchange.Source["tree"] + "/").Should().NotBeNull();
        exchange.Sender.Store.FindSending(exchange.Source["tree/a"]).Should().BeNull();
        exchange.Receiver.Store.FindReceiving("Holiday secret PHRASE").Should().NotBeNull();
        exchange.Receiver.Store.FindReceiving("holiday-other-phrase").Should().BeNull();
        var kept = exchange.Receiver.Store.List().Should().ContainSingle().Which;
        kept.IsRunning.Should().BeFalse();
        kept.Names.Should().Equal("tree");
        kept.SafeBytes.Should().BeLessThan(Bytes);

        exchange.Receiver.Store.TryDiscard(kept).Should().BeTrue();
        exchange.Receiver.Store.List().Should().BeEmpty();
        exchange.Target.Entries().Should().BeEmpty("what had arrived goes with it");
    }

    [Fact]
    public async Task What_is_too_old_is_forgotten()
    {
        await using var exchange = new Restart();
        exchange.Source.Write("tree/a", exchange.Content);
        await exchange.BeginAsync(number: 12, senderDies: true, receiverDies: true);
        var later = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow + TimeSpan.FromDays(6.9));
        var store = new TransferStore(exchange.Receiver.Store.Folder, later);
        store.List().Should().ContainSingle();

        later.Advance(TimeSpan.FromDays(0.2));

        store.List().Should().BeEmpty();
        exchange.Target.Entries().Should().BeEmpty();
        Directory.GetFileSystemEntries(store.Folder).Should().BeEmpty();
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    /// <summary>Returns whether there was anything to resume.</summary>
    private static async Task<bool> GoesOnAfterAsync(int number, bool senderDies, bool receiverDies)
    {
        await using var exchange = new Restart();
        exchange.Source.Write("tree/a", exchange.Content[..400_000]);
        exchange.Source.Write("tree/b", []);
        exchange.Source.Write("tree/c", exchange.Content[400_000..]);
        await exchange.BeginAsync(number, senderDies, receiverDies);
        if (await exchange.GoOnAsync(senderDies, receiverDies) is not { } endings)
        {
            return false; // It had ended, or was not accepted yet.
        }

        endings.Should().AllSatisfy(ending => ending.Should().BeNull($"it ended after frame {number}"));
        exchange.Target.Entries().Should().BeEquivalentTo("tree", "tree/a", "tree/b", "tree/c");
        byte[] arrived = [.. await File.ReadAllBytesAsync(exchange.Target["tree/a"], Cancellation), .. await File.ReadAllBytesAsync(exchange.Target["tree/c"], Cancellation)];
        arrived.Should().Equal(exchange.Content);
        exchange.LeftOver().Should().BeEmpty();
        return true;
    }

    /// <summary>A sender and a receiver with a disk each, one or both of whom end in the middle.</summary>
    private sealed class Restart : IAsyncDisposable
    {
        private readonly TestRelay _relay = new();
        private readonly TestFolder _senderDisk = new();
        private readonly TestFolder _receiverDisk = new();
        private readonly List<ShareSession> _sessions = [];
        private Task<TransferSummary>? _sending;
        private Task<TransferSummary>? _receiving;

        public Restart()
        {
            Sender = new MortalPeer(_relay, _senderDisk["state"]);
            Receiver = new MortalPeer(_relay, _receiverDisk["state"]);
        }

        public TestFolder Source { get; } = new();

        public TestFolder Target { get; } = new();

        public byte[] Content { get; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(Bytes);

        public MortalPeer Sender { get; private set; }

        public MortalPeer Receiver { get; private set; }

        public TransferSummary? Sent { get; private set; }

        public TransferSummary? Received { get; private set; }

        public IReadOnlyList<string> ChangedNames() => Sender.Store.FindChanged(Sender.Store.List().Single());

        public IEnumerable<string> LeftOver() => _senderDisk.Entries().Select(name => _senderDisk[name])
            .Concat(_receiverDisk.Entries().Select(name => _receiverDisk[name]))
            .Concat(Target.Entries().Select(name => Target[name]).Where(path => path.Contains(".sharencrypt-", StringComparison.Ordinal)))
            .Where(File.Exists);

        /// <summary>Sends until a frame has passed; then who is to die is dead.</summary>
        public async Task BeginAsync(int number, bool senderDies, bool receiverDies)
        {
            var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _relay.Passed = passing =>
            {
                if (passing.Number == number)
                {
                    if (senderDies)
                    {
                        Sender.Die();
                    }

                    if (receiverDies)
                    {
                        Receiver.Die();
                    }

                    died.TrySetResult();
                }
            };
            var host = await ShareSession.OpenAsync(Sender.Options with { ChosenCode = Code }, Cancellation);
            var guest = await ShareSession.JoinAsync(Code, Receiver.Options, Cancellation);
            _sessions.AddRange([host, guest]);
            _sending = host.SendAsync(ShareContent.FromPaths(Source["tree"]), null, Cancellation);
            _receiving = ReceiveAsync(guest);
            await Task.WhenAny(died.Task, Task.WhenAll(_sending, _receiving));
            await (senderDies ? host.DisposeAsync() : ValueTask.CompletedTask);
            await (receiverDies ? guest.DisposeAsync() : ValueTask.CompletedTask);
            await Task.WhenAll(senderDies ? Quietly(_sending) : Task.CompletedTask, receiverDies ? Quietly(_receiving) : Task.CompletedTask);
        }

        /// <summary>Starts who died again. Returns how both ended, or null when there was nothing to go on with.</summary>
        public async Task<Exception?[]?> GoOnAsync(bool senderDies, bool receiverDies, ChangedFiles changed = ChangedFiles.SendAgain)
        {
            Sender = senderDies ? Sender.Reborn() : Sender;
            Receiver = receiverDies ? Receiver.Reborn() : Receiver;
            if ((senderDies && Sender.Store.List().Count == 0) || (receiverDies && Receiver.Store.List().Count == 0))
            {
                return null;
            }

            _sending = senderDies ? ContinueAsync(Sender, changed) : _sending;
            _receiving = receiverDies ? ContinueAsync(Receiver, changed) : _receiving;
            var endings = new[] { await EndAsync(_sending!, summary => Sent = summary), await EndAsync(_receiving!, summary => Received = summary) };
            await Task.WhenAll(_sessions.Select(session => session.CloseAsync()));
            return endings;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var session in _sessions)
            {
                await session.DisposeAsync();
            }

            await Task.WhenAll(Quietly(_sending), Quietly(_receiving));
            foreach (var folder in new[] { Source, Target, _senderDisk, _receiverDisk })
            {
                folder.Dispose();
            }
        }

        private async Task<TransferSummary> ReceiveAsync(ShareSession guest)
        {
            var offer = await guest.ReceiveOfferAsync(Cancellation);
            return await offer!.AcceptAsync(ReceiveTarget.Folder(Target.Path), null, Cancellation);
        }

        private async Task<TransferSummary> ContinueAsync(MortalPeer peer, ChangedFiles changed)
        {
            var session = await ShareSession.ResumeAsync(peer.Store.List().Single(), peer.Options, Cancellation);
            lock (_sessions)
            {
                _sessions.Add(session);
            }

            return await session.ContinueAsync(changed, cancellationToken: Cancellation);
        }

        private static async Task<Exception?> EndAsync(Task<TransferSummary> side, Action<TransferSummary> note)
        {
            try
            {
                note(await side.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
                return null;
            }
            catch (Exception exception) when (exception is ShareException or TimeoutException)
            {
                return exception;
            }
        }

        private static async Task Quietly(Task? side)
        {
            try
            {
                await (side ?? Task.CompletedTask);
            }
            catch (ShareException)
            {
                // It died.
            }
        }
    }
}
