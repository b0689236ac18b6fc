using Sharencrypt.Client.Connection;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Relay;

namespace Sharencrypt.Client.Tests;

/// <summary>
/// What a long transfer allocates on its way: sender, relay and receiver in this process, over real sockets and from file to
/// file. Nothing else may run beside it, for the counter is the whole process's.
/// </summary>
[Collection(Alone)]
public sealed class AllocationTests
{
    private const string Alone = "alone";
    private const string Code = "holiday-secret-phrase";
    private const int MiB = 1024 * 1024;
    private const int ChunkBytes = 256 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Tests that run alone.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;

    [Fact]
    public async Task A_chunk_leaves_hardly_any_garbage()
    {
        FillPool();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (address, running) = await StartRelayAsync(stop.Token);
        await using (var host = await ShareSession.OpenAsync(new ShareOptions { Relay = new Uri(address), ChosenCode = Code }, Cancellation))
        await using (var guest = await ShareSession.JoinAsync(Code, new ShareOptions { Relay = new Uri(address) }, Cancellation))
        {
            await AllocatedByAsync(host, guest, 64 * MiB); // Everything there is to grow has grown.
            var few = await AllocatedByAsync(host, guest, 16 * MiB);
            var many = await AllocatedByAsync(host, guest, 272 * MiB);

            var perChunk = (many - few) / (256 * MiB / ChunkBytes);
            perChunk.Should().BeLessThan(2048, "a chunk is 262,144 bytes, three parties have each handled it, and only the sockets below them keep books");
        }

        await stop.CancelAsync();
        (await running).Should().Be(0);
    }

    /// <summary>Frames that a transfer would make until there are enough.</summary>
    private static void FillPool()
    {
        foreach (var frame in Enumerable.Range(0, 64).Select(_ => FrameBuffer.Rent()).ToList())
        {
            frame.Dispose();
        }
    }

    /// <summary>Starts a relay and waits for the line in which it says that it listens, and where.</summary>
    private static async Task<(string Address, Task<int> Running)> StartRelayAsync(CancellationToken stop)
    {
        using var output = new RelayOutput();
        var before = Console.Out;
        Console.SetOut(output);
        try
        {
            var running = RelayHost.RunAsync(["--urls", "http://127.0.0.1:0"], stop);
            await Task.WhenAny(output.Address, running).WaitAsync(Cancellation);
            running.IsCompleted.Should().BeFalse("it listens until it is stopped");
            return (await output.Address, running);
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    private static async Task<long> AllocatedByAsync(ShareSession host, ShareSession guest, int bytes)
    {
        using var folder = new TestFolder();
        var file = folder.Write("sent/file", new byte[bytes]);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var sending = host.SendAsync(ShareContent.FromPaths(file), null, Cancellation);
        var offer = await guest.ReceiveOfferAsync(Cancellation);
        await offer!.AcceptAsync(ReceiveTarget.Folder(folder["received"]), null, Cancellation);
        await sending;
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private sealed class RelayOutput : StringWriter
    {
        private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Address => _address.Task;

        public override void Write(string? value)
        {
            if (value?.Split("The relay listens on ") is [_, var address])
            {
                _address.TrySetResult(address.Trim());
            }
        }
    }
}
