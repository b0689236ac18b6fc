using System.Net;
using System.Net.Sockets;
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
        var address = FreeAddress();
        var running = RelayHost.RunAsync(["--urls", address, "--log-level", "None"], stop.Token);
        await using (var host = await OpenAsync(address))
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

    private static async Task<ShareSession> OpenAsync(string address)
    {
        while (true)
        {
            try
            {
                return await ShareSession.OpenAsync(new ShareOptions { Relay = new Uri(address), ChosenCode = Code }, Cancellation);
            }
            catch (ShareException exception) when (exception.Code == ShareErrorCode.RelayUnreachable)
            {
                await Task.Delay(20, Cancellation); // It is still starting.
            }
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

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
