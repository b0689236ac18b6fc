using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Hostile;

/// <summary>Peers that want too much.</summary>
public sealed class FloodTests
{
    [Fact]
    public async Task Rooms_from_one_address_are_limited()
    {
        await using var relay = await RelayUnderTest.StartAsync(("roomsPerAddressBurst", "3"));
        for (var room = 0; room < 3; room++)
        {
            await EnterAsync(relay, Say.Open($"room{room}"));
        }

        using var greedy = await relay.ConnectAsync();
        await greedy.SendAsync(Say.Open("one2many"));

        (await greedy.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.RateLimited, 1013));
        relay.Rooms.Count.Should().Be(3);
    }

    [Fact]
    public async Task Rebuilding_rooms_that_are_not_there_is_opening_rooms()
    {
        await using var relay = await RelayUnderTest.StartAsync(("roomsPerAddressBurst", "1"));
        await EnterAsync(relay, Rebuild("one"));
        await EnterAsync(relay, Rebuild("one"));

        using var greedy = await relay.ConnectAsync();
        await greedy.SendAsync(Rebuild("two"));

        (await greedy.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.RateLimited, 1013));
    }

    [Fact]
    public async Task A_relay_that_is_full_of_rooms_says_so_and_is_not_ready()
    {
        await using var relay = await RelayUnderTest.StartAsync(("maxRooms", "2"));
        using var http = new HttpClient { BaseAddress = relay.Address };
        await EnterAsync(relay, Say.Open("one"));
        (await StatusAsync(http)).Should().Be(200);
        await EnterAsync(relay, Say.Open("two"));
        (await StatusAsync(http)).Should().Be(503);

        using var late = await relay.ConnectAsync();
        await late.SendAsync(Say.Open("three"));

        (await late.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.Full, 1013));
    }

    [Fact]
    public async Task Joins_from_one_address_are_limited()
    {
        await using var relay = await RelayUnderTest.StartAsync(("joinsPerAddressBurst", "4"));
        await relay.RoomAsync(5);

        using var late = await relay.ConnectAsync();
        await late.SendAsync(Say.Join("room"));

        (await late.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.RateLimited, 1013));
        relay.Pass(TimeSpan.FromSeconds(2));
        await EnterAsync(relay, Say.Join("room"));
    }

    [Fact]
    public async Task Guessing_rooms_is_limited_more_and_then_tells_nothing_of_rooms_that_exist()
    {
        await using var relay = await RelayUnderTest.StartAsync(("failedJoinsPerAddressBurst", "3"));
        await relay.RoomAsync(1);
        using var guesser = await relay.ConnectAsync();
        for (var guess = 0; guess < 3; guess++)
        {
            await guesser.SendAsync(Say.Join($"guess{guess}"));
            (await guesser.ReadControlAsync()).Should().Be(new RelayControl.Error(RelayErrorCode.RoomUnknown));
        }

        await guesser.SendAsync(Say.Join("room"));

        (await guesser.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.RateLimited, 1013));
    }

    [Fact]
    public async Task Tries_at_a_locked_room_count_as_guesses()
    {
        await using var relay = await RelayUnderTest.StartAsync(("failedJoinsPerAddressBurst", "1"));
        await EnterAsync(relay, Rebuild("room"));
        using var guesser = await relay.ConnectAsync();

        await guesser.SendAsync(Say.Join("room"));
        (await guesser.ReadControlAsync()).Should().Be(new RelayControl.Error(RelayErrorCode.RoomLocked));
        await guesser.SendAsync(Say.Join("room"));

        (await guesser.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.RateLimited, 1013));
    }

    [Fact]
    public async Task A_room_that_is_not_locked_takes_only_so_many_joins()
    {
        await using var relay = await RelayUnderTest.StartAsync(("joinsBeforeLock", "2"));
        await relay.RoomAsync(3);
        using var late = await relay.ConnectAsync();

        await late.SendAsync(Say.Join("room"));

        (await late.ReadErrorAndCloseAsync()).Should().Be((RelayErrorCode.RateLimited, 1013));
    }

    private static byte[] Rebuild(string room) => Say.Control(
        $$"""{"type":"rebuild","room":"{{room}}","slot":0,"key":"{{Say.Key}}","token":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""");

    private static async Task EnterAsync(RelayUnderTest relay, byte[] request)
    {
        var peer = await relay.ConnectAsync();
        await peer.SendAsync(request);
        (await peer.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
    }

    private static async Task<int> StatusAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
