using System.Text;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Connections;

public sealed class UpgradeTests
{
    [Fact]
    public async Task An_upgrade_is_accepted_with_the_answer_of_the_RFC()
    {
        await using var relay = await RelayUnderTest.StartAsync();

        var head = await AskAsync(relay, Upgrade.Request());

        head.Should().StartWith("HTTP/1.1 101 ");
        head.Should().Contain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
        head.Should().Contain("Sec-WebSocket-Protocol: sharencrypt.relay.v1\r\n");
        head.Should().Contain("Upgrade: websocket\r\n").And.Contain("Connection: Upgrade\r\n");
        head.Should().Contain("Sharencrypt-Relay-Versions: 1\r\n");
        head.Should().NotContain("Sec-WebSocket-Extensions");
    }

    [Theory]
    [InlineData("Connection", "keep-alive, Upgrade")]
    [InlineData("Upgrade", "WebSocket")]
    [InlineData("Sec-WebSocket-Protocol", "sharencrypt.relay.v9, sharencrypt.relay.v1")]
    [InlineData("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")]
    [InlineData("Origin", "http://localhost:8080")]
    [InlineData("Origin", "HTTP://LOCALHOST:8080")]
    public async Task What_the_RFC_allows_is_accepted(string header, string value)
    {
        await using var relay = await RelayUnderTest.StartAsync();

        (await AskAsync(relay, Upgrade.Request(changes: (header, value)))).Should().StartWith("HTTP/1.1 101 ");
    }

    [Theory]
    [InlineData("Upgrade", null, "426", "upgrade_required")]
    [InlineData("Upgrade", "h2c", "426", "upgrade_required")]
    [InlineData("Connection", "close", "426", "upgrade_required")]
    [InlineData("Sec-WebSocket-Version", null, "426", "upgrade_required")]
    [InlineData("Sec-WebSocket-Version", "8", "426", "upgrade_required")]
    [InlineData("Sec-WebSocket-Key", null, "400", "bad_request")]
    [InlineData("Sec-WebSocket-Key", "c2hvcnQ=", "400", "bad_request")]
    [InlineData("Sec-WebSocket-Key", "!!!!!!!!!!!!!!!!!!!!!!==", "400", "bad_request")]
    [InlineData("Sec-WebSocket-Protocol", null, "400", "version")]
    [InlineData("Sec-WebSocket-Protocol", "sharencrypt.relay.v2", "400", "version")]
    [InlineData("Origin", "https://elsewhere.example", "403", "origin")]
    [InlineData("Origin", "https://localhost:8080", "101", null)]
    [InlineData("Origin", "http://localhost:8081", "403", "origin")]
    [InlineData("Origin", "http://localhost", "403", "origin")]
    [InlineData("Origin", "null", "403", "origin")]
    [InlineData("Origin", "file://", "403", "origin")]
    public async Task A_request_with_one_header_wrong_is_refused_with_its_code(
        string header, string? value, string status, string? error)
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);

        await peer.SendTextAsync(Upgrade.Request(changes: (header, value)));
        var head = await peer.ReadHeadAsync();

        head.Should().StartWith($"HTTP/1.1 {status} ").And.Contain("Sharencrypt-Relay-Versions: 1\r\n");
        if (error is not null)
        {
            head.Should().Contain("Content-Type: application/json");
            (await RestAsync(peer)).Should().Contain($$"""{"error":"{{error}}"}""");
        }

        if (status == "426")
        {
            head.Should().Contain("Sec-WebSocket-Version: 13\r\n").And.Contain("Upgrade: websocket\r\n");
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Only_GET_upgrades(string method)
    {
        await using var relay = await RelayUnderTest.StartAsync();

        var head = await AskAsync(relay, Upgrade.Request($"{method} /v1/connect HTTP/1.1"));

        head.Should().StartWith("HTTP/1.1 400 ").And.Contain("Sharencrypt-Relay-Versions: 1\r\n");
    }

    [Fact]
    public async Task Pages_on_the_operators_list_are_accepted_and_no_others()
    {
        await using var relay = await RelayUnderTest.StartAsync(("allowedOrigins", "https://share.example, https://b.example:8443/"));

        (await AskAsync(relay, Upgrade.Request(changes: ("Origin", "https://share.example")))).Should().StartWith("HTTP/1.1 101 ");
        (await AskAsync(relay, Upgrade.Request(changes: ("Origin", "https://b.example:8443")))).Should().StartWith("HTTP/1.1 101 ");
        (await AskAsync(relay, Upgrade.Request(changes: ("Origin", "https://share.example.evil.example")))).Should().StartWith("HTTP/1.1 403 ");
        (await AskAsync(relay, Upgrade.Request(changes: ("Origin", "http://share.example")))).Should().StartWith("HTTP/1.1 403 ");
    }

    [Fact]
    public async Task An_operator_may_accept_every_page()
    {
        await using var relay = await RelayUnderTest.StartAsync(("allowedOrigins", "*"));

        (await AskAsync(relay, Upgrade.Request(changes: ("Origin", "https://anywhere.example")))).Should().StartWith("HTTP/1.1 101 ");
        (await AskAsync(relay, Upgrade.Request(changes: ("Origin", "null")))).Should().StartWith("HTTP/1.1 101 ");
    }

    [Fact]
    public async Task Too_many_connections_from_an_address_are_refused_with_a_time_to_wait()
    {
        await using var relay = await RelayUnderTest.StartAsync(("connectionsPerAddress", "2"));
        using var one = await relay.ConnectAsync();
        using var two = await relay.ConnectAsync();

        var head = await AskAsync(relay, Upgrade.Request());
        head.Should().StartWith("HTTP/1.1 429 ").And.Contain("Retry-After: 30\r\n");

        await one.SendRawAsync(Masked.Close(1000));
        await one.ReadCloseAsync();
        (await one.IsAtEndAsync()).Should().BeTrue();
        (await AskAsync(relay, Upgrade.Request())).Should().StartWith("HTTP/1.1 101 ");
    }

    [Fact]
    public async Task Too_many_new_connections_from_an_address_are_refused_until_the_bucket_refills()
    {
        await using var relay = await RelayUnderTest.StartAsync(
            ("newConnectionsPerAddressBurst", "1"), ("newConnectionsPerAddressPerMinute", "20"));
        using var one = await relay.ConnectAsync();

        (await AskAsync(relay, Upgrade.Request())).Should().StartWith("HTTP/1.1 429 ").And.Contain("Retry-After: 3\r\n");

        relay.Time.Advance(TimeSpan.FromSeconds(3));
        (await AskAsync(relay, Upgrade.Request())).Should().StartWith("HTTP/1.1 101 ");
    }

    [Fact]
    public async Task A_full_relay_refuses()
    {
        await using var relay = await RelayUnderTest.StartAsync(("maxConnections", "1"));
        using var one = await relay.ConnectAsync();

        (await AskAsync(relay, Upgrade.Request())).Should().StartWith("HTTP/1.1 503 ").And.Contain("Retry-After:");
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_client_behind_it_is_counted()
    {
        await using var relay = await RelayUnderTest.StartAsync(("connectionsPerAddress", "1"), ("trustedProxies", "127.0.0.0/8"));
        using var one = await RawPeer.ConnectAsync(relay.Address);
        using var other = await RawPeer.ConnectAsync(relay.Address);

        await one.SendTextAsync(Upgrade.Request(changes: ("X-Forwarded-For", "192.0.2.1")));
        (await one.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ");
        await other.SendTextAsync(Upgrade.Request(changes: ("X-Forwarded-For", "192.0.2.2")));
        (await other.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ");

        (await AskAsync(relay, Upgrade.Request(changes: ("X-Forwarded-For", "192.0.2.1")))).Should().StartWith("HTTP/1.1 429 ");
    }

    [Fact]
    public async Task Without_a_trusted_proxy_nobody_can_say_to_be_another()
    {
        await using var relay = await RelayUnderTest.StartAsync(("connectionsPerAddress", "1"));
        using var one = await relay.ConnectAsync();

        (await AskAsync(relay, Upgrade.Request(changes: ("X-Forwarded-For", "192.0.2.2")))).Should().StartWith("HTTP/1.1 429 ");
    }

    [Fact]
    public async Task Frames_that_come_with_the_request_are_not_lost()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var peer = await RawPeer.ConnectAsync(relay.Address);

        await peer.SendRawAsync((byte[])[.. Encoding.ASCII.GetBytes(Upgrade.Request()), .. Masked.Message(Say.Open("early"))]);

        (await peer.ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ");
        await peer.ReadControlAsync();
        await peer.ReadControlAsync();
        relay.Rooms.Count.Should().Be(1);
    }

    private static async Task<string> AskAsync(RelayUnderTest relay, string request)
    {
        using var peer = await RawPeer.ConnectAsync(relay.Address);
        await peer.SendTextAsync(request);
        return await peer.ReadHeadAsync();
    }

    // The body comes in one chunk; the chunk's frame around it does not matter here.
    private static async Task<string> RestAsync(RawPeer peer)
    {
        var body = new StringBuilder();
        while (!body.ToString().Contains('}', StringComparison.Ordinal))
        {
            body.Append((char)await peer.ReadByteAsync());
        }

        return body.ToString();
    }
}
