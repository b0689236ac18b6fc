using Sharencrypt.Relay.Memory;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Memory;

public sealed class IdleConnectionTests
{
    // The server rents a block when its socket says that there is something to read. Now and then that is not so any more,
    // and the block stays until the connection's next byte, which comes within 20 s. One in many may be caught like that.
    private const long FewBlocks = 4 * BlockPool.BlockBytes;

    [Fact]
    public async Task Connections_that_wait_hold_no_buffer_each()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = new List<RawPeer>();
        for (var room = 0; room < 40; room++)
        {
            peers.AddRange(await relay.RoomAsync(2, $"room{room}"));
        }

        await relay.UntilAsync(() => relay.Pools.RentedBytes <= FewBlocks);

        await peers[0].SendAsync(Say.Data(1, new byte[200_000]));
        await peers[1].ReadDataAsync();
        await relay.UntilAsync(() => relay.Pools.RentedBytes <= FewBlocks);
        relay.Connections.Count.Should().Be(80);
    }
}
