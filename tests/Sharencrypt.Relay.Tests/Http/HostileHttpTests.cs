using System.Net;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Http;

/// <summary>Requests that no honest client makes, and clients that do not take what they are sent.</summary>
public sealed class HostileHttpTests
{
    private const int PayloadBytes = 262_144;

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("a, b")]
    public async Task An_id_that_was_not_given_out_is_unknown(string id)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
        {
            using var answer = await peer.RequestAsync(method, null, (RelayHttp.ConnectionHeader, id), (RelayHttp.OffsetHeader, "0"));
            ((int)answer.StatusCode).Should().BeOneOf(400, 404);
        }

        relay.Connections.Count.Should().Be(1);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("9223372036854775808")]
    [InlineData("0x10")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_offset_that_is_none_is_refused(string? offset)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);

        using var down = await peer.RequestAsync(HttpMethod.Get, null, (RelayHttp.OffsetHeader, offset));
        using var up = await peer.RequestAsync(HttpMethod.Post, new ByteArrayContent([1]), (RelayHttp.OffsetHeader, offset));

        (await HttpPeer.ErrorOf(down)).Should().Be("bad_request");
        (await HttpPeer.ErrorOf(up)).Should().Be("bad_request");
    }

    [Fact]
    public async Task What_was_never_sent_cannot_be_confirmed()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);

        using var down = await peer.GetAsync(peer.Received + 1, polls: true);
        using var up = await peer.PostAsync(0, Masked.Message(Say.Ping(1)), received: long.MaxValue);

        (await HttpPeer.ErrorOf(down)).Should().Be("offset");
        (await HttpPeer.ErrorOf(up)).Should().Be("offset");
    }

    [Fact]
    public async Task A_gap_is_refused_when_nobody_fills_it()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);
        await peer.SendAsync(Say.Open("room"));
        var gap = peer.PostAsync(1_000_000, [1]);

        await relay.UntilAsync(() =>
        {
            relay.Time.Advance(TimeSpan.FromMilliseconds(200));
            return gap.IsCompleted;
        });

        using var answer = await gap;
        (await HttpPeer.ErrorOf(answer)).Should().Be("offset");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_unread()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);
        using var owner = await HttpPeer.ConnectAsync(relay);

        await peer.SendTextAsync(
            $"POST /v1/http HTTP/1.1\r\nHost: x\r\nSharencrypt-Connection: {owner.Id}\r\nSharencrypt-Offset: 0\r\nContent-Length: {RelayHttp.LongestBodyBytes + 1}\r\n\r\n");

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 413 ");
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);
        using var owner = await HttpPeer.ConnectAsync(relay);

        await peer.SendTextAsync(
            $"POST /v1/http HTTP/1.1\r\nHost: x\r\nSharencrypt-Connection: {owner.Id}\r\nSharencrypt-Offset: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 400 ");
    }

    [Fact]
    public async Task Whoever_begins_many_uploads_is_refused()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);
        var gaps = Enumerable.Range(0, 4).Select(_ => peer.PostAsync(1_000_000, [1])).ToList();

        using var refused = await await Task.WhenAny(gaps);

        (await HttpPeer.ErrorOf(refused)).Should().Be("rate_limited");
        using var ended = await peer.RequestAsync(HttpMethod.Delete, null);
        foreach (var gap in gaps)
        {
            using var answer = await gap;
            ((int)answer.StatusCode).Should().BeOneOf(404, 429);
        }
    }

    [Fact]
    public async Task An_upload_that_is_stuck_is_replaced_by_the_same_one_made_again()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);
        using var stuck = await RawPeer.ConnectAsync(relay.Address);
        var frame = Masked.Message(Say.Open("room"));
        await stuck.SendTextAsync(
            $"POST /v1/http HTTP/1.1\r\nHost: x\r\nSharencrypt-Connection: {peer.Id}\r\nSharencrypt-Offset: 0\r\nContent-Length: {frame.Length}\r\n\r\n");
        await stuck.SendRawAsync(frame.AsMemory(0, 3));

        using var again = await PersistAsync(() => peer.PostAsync(0, frame));

        again.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await peer.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_takes_nothing_pauses_its_sender_within_bounded_memory_and_loses_nothing(bool hasStream)
    {
        const int frames = 200;
        await using var relay = await RelayUnderTest.StartAsync(("httpWindowBytes", "1048576"));
        using var slow = await HttpPeer.ConnectAsync(relay);
        await slow.SendAsync(Say.Open("room"));
        await slow.ReadControlAsync();
        using var sender = await relay.ConnectAsync();
        await sender.SendAsync(Say.Join("room"));
        await sender.ReadControlAsync();
        (await slow.ReadControlAsync()).Should().Be(new RelayControl.Arrived(1));
        using var stream = hasStream ? await slow.GetAsync(slow.Received) : null;

        var flood = FloodAsync(sender, frames);
        await relay.UntilAsync(() => relay.Pools.RentedBytes >= 1_500_000);
        flood.IsCompleted.Should().BeFalse("50 MB do not fit into any buffer on the way");
        relay.Pools.RentedBytes.Should().BeLessThan(8 * 1024 * 1024);

        for (var frame = 0; frame < frames; frame++)
        {
            var (_, payload) = await slow.ReadAsync();
            payload.Length.Should().Be(RelayLimits.DataHeaderBytes + PayloadBytes);
            payload[RelayLimits.DataHeaderBytes].Should().Be((byte)frame);
        }

        await flood;
    }

    [Fact]
    public async Task An_upload_for_a_slow_receiver_is_answered_before_a_proxy_would_lose_patience()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var slow = await relay.ConnectAsync();
        await slow.SendAsync(Say.Open("room"));
        await slow.ReadControlAsync();
        using var sender = await HttpPeer.ConnectAsync(relay);
        await sender.SendAsync(Say.Join("room"));
        await sender.ReadControlAsync();
        await slow.ReadControlAsync();

        var frame = Masked.Message(Say.Data(0, new byte[PayloadBytes]));
        var (position, sent) = (sender.Sent, 0);
        for (var isPaused = false; !isPaused; sent++)
        {
            var upload = sender.PostAsync(position, frame);
            await relay.UntilAsync(() =>
            {
                relay.Time.Advance(TimeSpan.FromMilliseconds(upload.IsCompleted ? 0 : 100));
                return upload.IsCompleted;
            });
            using var answer = await upload;
            answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
            var taken = long.Parse(answer.Headers.GetValues(RelayHttp.OffsetHeader).Single(), System.Globalization.CultureInfo.InvariantCulture) - position;
            isPaused = taken < frame.Length;
            position += taken;
        }

        sent.Should().BeGreaterThan(4);
        slow.Cut();
    }

    [Fact]
    public async Task The_end_of_a_connection_gives_all_its_memory_back()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using (var peer = await HttpPeer.ConnectAsync(relay))
        {
            await peer.SendAsync(Say.Open("room"));
            using var stream = await peer.GetAsync(peer.Received);
            using var ended = await peer.RequestAsync(HttpMethod.Delete, null);
        }

        await relay.UntilAsync(() => relay.Connections.Count == 0 && relay.Pools.RentedBytes == 0);
    }

    // The stuck request may come to the relay after the other and so take its place, once; as a client does, it is made again.
    private static async Task<HttpResponseMessage> PersistAsync(Func<Task<HttpResponseMessage>> request)
    {
        try
        {
            return await request();
        }
        catch (HttpRequestException)
        {
            return await request();
        }
    }

    private static async Task FloodAsync(RawPeer sender, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            var payload = new byte[PayloadBytes];
            payload[0] = (byte)frame;
            await sender.SendAsync(Say.Data(0, payload));
        }
    }
}
