namespace Sharencrypt.EndToEnd.Tests.Proxies;

/// <summary>Proxies that a company or a person puts between its machines and the world, named by the environment.</summary>
public sealed class ForwardProxyTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private const string Name = "someone";
    private const string Password = "pass-w0rd";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http_proxy")]
    [InlineData("HTTP_PROXY")]
    [InlineData("ALL_PROXY")]
    public async Task A_proxy_that_wants_a_password_is_used(string variable)
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await TinyproxyAsync(port);
        await TransferAsync((variable, $"http://{Name}:{Password}@127.0.0.1:{port}"));
        proxy.Talk.Should().Contain("CONNECT 127.0.0.1:");
    }

    [Fact]
    public async Task A_SOCKS_proxy_that_wants_a_password_is_used()
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await ProxyProcess.StartAsync("microsocks", port, _ => "", _ => ["-i", "127.0.0.1", "-p", $"{port}", "-u", Name, "-P", Password]);
        await TransferAsync(("ALL_PROXY", $"socks5://{Name}:{Password}@127.0.0.1:{port}"));
        proxy.Talk.Should().Contain("connected to");
    }

    [Theory]
    [InlineData("someone:wrong@", 401)]
    [InlineData("", 407)]
    public async Task A_password_that_is_missing_or_wrong_is_explained_and_never_shown(string user, int status)
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await TinyproxyAsync(port);
        await using var exchange = new Exchange(relay.Address, ("HTTP_PROXY", $"http://{user}127.0.0.1:{port}"));
        await using var sender = exchange.Start("send", "--relay", relay.Address, "--text", "x");
        var ending = await sender.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(3, ending.Talk);
        ending.Talk.Should().Contain($"wants a name and a password (HTTP {status})").And.Contain("HTTPS_PROXY").And.NotContain("wrong@").And.NotContain("someone");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("other.example,127.0.0.1")]
    public async Task What_NO_PROXY_names_is_reached_without(string bypass) =>
        await TransferAsync(("HTTP_PROXY", "http://127.0.0.1:1"), ("NO_PROXY", bypass));

    [Fact]
    public async Task A_proxy_that_is_not_there_is_explained()
    {
        await using var exchange = new Exchange(relay.Address, ("HTTP_PROXY", $"http://{Name}:{Password}@127.0.0.1:1"));
        await using var sender = exchange.Start("send", "--relay", relay.Address, "--text", "x");
        var ending = await sender.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(3, ending.Talk);
        ending.Talk.Should().NotContain(Password);
    }

    private static Task<ProxyProcess> TinyproxyAsync(int port) => ProxyProcess.StartAsync(
        "tinyproxy",
        port,
        _ => $"""
            Port {port}
            Listen 127.0.0.1
            Timeout 600
            LogLevel Connect
            BasicAuth {Name} {Password}

            """,
        file => ["-d", "-c", file]);

    private async Task TransferAsync(params (string Name, string Value)[] environment)
    {
        await using var exchange = new Exchange(relay.Address, environment);
        exchange.Sent.WriteRandom("big", 20_000_000);
        await exchange.RunAsync(["big"]);
        TemporaryFolder.Hash(exchange.Received["big"]).Should().Be(TemporaryFolder.Hash(exchange.Sent["big"]));
    }
}
