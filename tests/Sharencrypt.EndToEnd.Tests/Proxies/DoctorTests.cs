using System.Text.Json;

namespace Sharencrypt.EndToEnd.Tests.Proxies;

/// <summary>What <c>sharencrypt doctor</c> finds on networks that are well, and on others.</summary>
public sealed class DoctorTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_network_that_is_well()
    {
        await using var doctor = SharencryptProcess.Start("doctor", relay.Address);
        var ending = await doctor.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(0, ending.Talk);
        ending.Output.Should().BeEmpty();
        foreach (var words in new[]
        {
            "skipped  proxy", "skipped  name lookup", "ok       TCP", "skipped  TLS", "ok       WebSocket", "ok       HTTP streaming",
            "ok       HTTP polling", "ok       round trip", "ok       rate", "ok       clock", "This relay can be used from here.",
        })
        {
            ending.Talk.Should().Contain(words);
        }
    }

    [Fact]
    public async Task One_that_strips_WebSocket()
    {
        var port = ProxyProcess.FreePort();
        await using var proxy = await ReverseProxies.StrippingNginxAsync(port, relay.Address);
        await using var doctor = SharencryptProcess.Start("doctor", "--json", $"http://127.0.0.1:{port}");
        var ending = await doctor.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(0, ending.Talk);
        var findings = ending.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(finding => finding.GetProperty("step").GetString()!, finding => finding.GetProperty("outcome").GetString());
        findings.Should().HaveCount(10).And.Contain("web_socket", "failed").And.Contain("http_streaming", "ok").And.Contain("http_polling", "ok").And.Contain("rate", "ok");
    }

    [Fact]
    public async Task One_without_a_relay()
    {
        await using var doctor = SharencryptProcess.Start("doctor", "http://127.0.0.1:1");
        var ending = await doctor.EndAsync(Cancellation);
        ending.ExitCode.Should().Be(3);
        ending.Talk.Should().Contain("failed   TCP").And.Contain("failed   WebSocket").And.Contain("skipped  rate").And.Contain("cannot be used from here");
    }
}
