using System.Net;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Http;

/// <summary>The HTTP transport as docs/relay-protocol.md section 2.3 has it.</summary>
public sealed class HttpConformanceTests
{
    [Fact]
    public async Task An_opened_connection_tells_its_terms_and_is_like_any_other()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var host = await HttpPeer.ConnectAsync(relay);
        using var guest = await relay.ConnectAsync();
        host.Id.Should().MatchRegex("^[A-Za-z0-9_-]{22}$");
        host.Terms.GetProperty("windowBytes").GetInt32().Should().Be(4_194_304);
        host.Terms.GetProperty("bodyBytes").GetInt32().Should().Be(RelayHttp.LongestBodyBytes);
        host.Terms.GetProperty("pollMs").GetInt32().Should().Be(20_000);
        host.Terms.GetProperty("idleMs").GetInt32().Should().Be(20_000);

        await host.SendAsync(Say.Open("room"));
        (await host.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
        await guest.SendAsync(Say.Join("room"));
        (await guest.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
        (await host.ReadControlAsync()).Should().Be(new RelayControl.Arrived(1));
        await host.SendAsync(Say.Data(1, 1, 2, 3));
        (await guest.ReadDataAsync()).Payload.Should().Equal(1, 2, 3);
        await guest.SendAsync(Say.Data(0, 4, 5));
        (await host.ReadAsync()).Payload[^2..].Should().Equal(4, 5);
        relay.Connections.Count.Should().Be(2);
    }

    [Fact]
    public async Task Every_answer_says_what_proxies_and_clients_need()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = HttpPeer.Of(relay);
        using var opened = await peer.OpenAsync();
        using var streamed = await peer.GetAsync(0);
        using var taken = await peer.PostAsync(0, Masked.Message(Say.Ping(1)));
        using var refused = await peer.GetAsync(1_000_000);
        using var ended = await peer.RequestAsync(HttpMethod.Delete, null);

        foreach (var answer in new[] { opened, streamed, taken, refused, ended })
        {
            answer.Headers.GetValues(RelayProtocolVersions.HeaderName).Should().Equal("1");
            answer.Headers.GetValues("X-Accel-Buffering").Should().Equal("no");
            answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        }

        opened.Headers.GetValues(RelayHttp.ProtocolHeader).Should().Equal("sharencrypt.relay.v1");
        streamed.Content.Headers.ContentLength.Should().BeNull();
        ended.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("sharencrypt.relay.v7", null, 400, "version")]
    [InlineData("sharencrypt.relay.v7, sharencrypt.relay.v1", null, 201, null)]
    [InlineData("sharencrypt.relay.v1", "https://elsewhere.example", 403, "origin")]
    [InlineData("sharencrypt.relay.v1", "https://share.example", 201, null)]
    public async Task Opening_has_the_checks_of_the_upgrade(string protocols, string? origin, int status, string? error)
    {
        await using var relay = await RelayUnderTest.StartAsync(("allowedOrigins", "https://share.example"));
        using var peer = HttpPeer.Of(relay);

        using var answer = await peer.OpenAsync(protocols, origin);

        ((int)answer.StatusCode).Should().Be(status);
        if (error is not null)
        {
            (await HttpPeer.ErrorOf(answer)).Should().Be(error);
            relay.Connections.Count.Should().Be(0);
        }

        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed);
        allowed.Should().BeEquivalentTo(status == 201 && origin is not null ? [origin] : null);
    }

    [Fact]
    public async Task A_browser_may_ask_first()
    {
        await using var relay = await RelayUnderTest.StartAsync(("allowedOrigins", "https://share.example"));
        using var peer = HttpPeer.Of(relay);

        using var allowed = await peer.RequestAsync(HttpMethod.Options, null, (RelayHttp.ConnectionHeader, null), ("Origin", "https://share.example"));
        using var refused = await peer.RequestAsync(HttpMethod.Options, null, (RelayHttp.ConnectionHeader, null), ("Origin", "https://elsewhere.example"));

        allowed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Methods").Should().Equal("GET, POST, DELETE");
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Single().Should().Contain(RelayHttp.OffsetHeader).And.Contain(RelayHttp.ConnectionHeader);
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_limits_of_connections_count_it()
    {
        await using var relay = await RelayUnderTest.StartAsync(("connectionsPerAddress", "1"));
        using var first = await HttpPeer.ConnectAsync(relay);
        using var second = HttpPeer.Of(relay);

        using var refused = await second.OpenAsync();
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.Should().NotBeNull();

        using var ended = await first.RequestAsync(HttpMethod.Delete, null);
        await relay.UntilAsync(() => relay.Connections.Count == 0);
        using var admitted = await second.OpenAsync();
        admitted.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Bytes_that_come_again_count_once_and_those_that_come_early_wait()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);
        var (one, two) = (Masked.Message(Say.Open("room")), Masked.Message(Say.Ping(7)));

        var early = peer.PostAsync(one.Length, two);
        using var first = await peer.PostAsync(0, one[..5]);
        using var again = await peer.PostAsync(0, one[..9]);
        using var rest = await peer.PostAsync(3, one[3..]);
        using var waited = await early;
        using var old = await peer.PostAsync(0, one);

        first.Headers.GetValues(RelayHttp.OffsetHeader).Should().Equal("5");
        again.Headers.GetValues(RelayHttp.OffsetHeader).Should().Equal("9");
        waited.Headers.GetValues(RelayHttp.OffsetHeader).Should().Equal(HttpPeer.Text(one.Length + two.Length));
        old.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await peer.ReadControlAsync()).Should().BeOfType<RelayControl.Entered>();
        (await peer.ReadAsync()).Payload[0].Should().Be((byte)FrameType.Pong);
    }

    [Fact]
    public async Task What_is_not_confirmed_can_be_asked_for_again()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = HttpPeer.Of(relay);
        using var opened = await peer.OpenAsync();

        using var first = await peer.GetAsync(0, polls: true);
        var bytes = await first.Content.ReadAsByteArrayAsync(peer.Patient);
        using var again = await peer.GetAsync(0, polls: true);
        (await again.Content.ReadAsByteArrayAsync(peer.Patient)).Should().Equal(bytes);
        using var half = await peer.GetAsync(10, polls: true);
        (await half.Content.ReadAsByteArrayAsync(peer.Patient)).Should().Equal(bytes[10..]);

        using var confirmed = await peer.GetAsync(0, polls: true);
        confirmed.StatusCode.Should().Be(HttpStatusCode.Conflict, "it has confirmed ten bytes");
    }

    [Fact]
    public async Task A_stream_brings_what_comes_and_a_newer_one_takes_its_place()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = HttpPeer.Of(relay);
        using var opened = await peer.OpenAsync();
        using var older = await peer.GetAsync(0);
        var stream = await older.Content.ReadAsStreamAsync(peer.Patient);
        var begin = new byte[2];
        await stream.ReadExactlyAsync(begin, peer.Patient);

        using var newer = await peer.GetAsync(0);
        var same = new byte[2];
        await (await newer.Content.ReadAsStreamAsync(peer.Patient)).ReadExactlyAsync(same, peer.Patient);

        same.Should().Equal(begin);
        await FluentActions.Awaiting(() => stream.CopyToAsync(Stream.Null, peer.Patient)).Should().ThrowAsync<Exception>("it was cut");
    }

    [Fact]
    public async Task A_poll_waits_for_something_and_then_answers_with_nothing()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);
        var waiting = peer.GetAsync(peer.Received, polls: true);
        await peer.SendAsync(Say.Ping(1));
        using var pong = await waiting;
        peer.Take(await pong.Content.ReadAsByteArrayAsync(peer.Patient));

        var empty = peer.GetAsync(peer.Received, polls: true);
        await relay.UntilAsync(() =>
        {
            relay.Time.Advance(TimeSpan.FromMilliseconds(500));
            return empty.IsCompleted;
        });

        using var answer = await empty;
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_last_words_can_be_fetched_and_then_the_id_is_unknown()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await HttpPeer.ConnectAsync(relay);
        await peer.SendAsync(Say.Open("room"));
        await peer.ReadControlAsync();

        await peer.SendAsync(Say.Leave());

        (await peer.ReadAsync()).Opcode.Should().Be(WebSocketOpcode.Close);
        await relay.UntilAsync(() =>
        {
            relay.Time.Advance(TimeSpan.FromSeconds(1));
            return relay.Connections.Count == 0;
        });
        relay.Pass(RelayLimits.CloseWait + TimeSpan.FromSeconds(1));
        using var late = await peer.GetAsync(peer.Received, polls: true);
        (await HttpPeer.ErrorOf(late)).Should().Be("connection_unknown");
    }

    [Fact]
    public async Task Without_any_request_it_is_lost_and_the_others_see_it_away()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var host = await HttpPeer.ConnectAsync(relay);
        await host.SendAsync(Say.Open("room"));
        await host.ReadControlAsync();
        using var guest = await relay.ConnectAsync();
        await guest.SendAsync(Say.Join("room"));
        await guest.ReadControlAsync();
        await host.ReadControlAsync();
        await host.UntilIdleAsync(relay);

        relay.Pass(TimeSpan.FromSeconds(10));
        await guest.RoundTripAsync();
        relay.Pass(TimeSpan.FromSeconds(11));

        (await guest.ReadControlAsync()).Should().Be(new RelayControl.Away(0));
        await relay.UntilAsync(() => relay.Connections.Count == 1);
    }
}
