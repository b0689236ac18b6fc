using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Memory;

public sealed class IdleConnectionTests
{
    [Fact]
    public async Task Connections_that_wait_hold_no_buffer()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        var peers = new List<RawPeer>();
        for (var room = 0; room < 20; room++)
        {
            peers.AddRange(await relay.RoomAsync(2, $"room{room}"));
        }

        await relay.UntilAsync(() => relay.Pools.RentedBytes == 0);

        await peers[0].SendAsync(Say.Data(1, new byte[200_000]));
        await peers[1].ReadDataAsync();
        await relay.UntilAsync(() => relay.Pools.RentedBytes == 0);
        relay.Connections.Count.Should().Be(40);
    }
}
