namespace Sharencrypt.EndToEnd.Tests;

/// <summary>Two relays, of which the first may be stopped.</summary>
public sealed class SeveralRelaysTests : IAsyncLifetime
{
    private readonly RelayProcess _first = new();
    private readonly RelayProcess _second = new();
    private readonly TemporaryFolder _sent = new();
    private readonly TemporaryFolder _received = new();
    private readonly List<SharencryptProcess> _processes = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string PlaceOfSecond => new Uri(_second.Address).Authority;

    public async ValueTask InitializeAsync()
    {
        await _first.InitializeAsync();
        await _second.InitializeAsync();
        _sent.WriteRandom("file", 200_000);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _sent.Dispose();
        _received.Dispose();
    }

    [Fact]
    public async Task With_the_same_list_on_both_sides_the_second_is_used_when_the_first_is_down()
    {
        await StopFirstAsync();
        string[] relays = ["--relay", _first.Address, "--relay", _second.Address];
        var sender = Start(_sent, [], ["send", "file", .. relays]);
        var code = await sender.SaysAsync("Code: (\\S+)", Cancellation);

        code.Should().EndWith($"@{PlaceOfSecond}");
        await ShouldArriveAsync(sender, Start(_received, [], ["receive", "--yes", code, .. relays]));
    }

    [Fact]
    public async Task The_code_is_enough_for_a_receiver_who_knows_only_the_one_that_is_down()
    {
        await StopFirstAsync();
        var sender = Start(_sent, [("SHARENCRYPT_RELAY", $"{_first.Address}, {_second.Address}")], "send", "file");
        await sender.SaysAsync($"^{new Uri(_first.Address).Authority} (does not answer)", Cancellation);
        var code = await sender.SaysAsync("sharencrypt receive (\\S+)$", Cancellation);

        await ShouldArriveAsync(sender, Start(_received, [("SHARENCRYPT_RELAY", _first.Address)], "receive", "--yes", code));
    }

    [Fact]
    public async Task A_list_in_the_config_file_is_one_and_a_code_does_not_name_its_first()
    {
        await StopAsync(_second); // On a busy machine it could otherwise be the nearest.
        using var config = new TemporaryFolder();
        config.WriteText("sharencrypt/config.json", $$"""{ "relay": ["{{_first.Address}}", "{{_second.Address}}"] }""");
        (string, string)[] environment = [("XDG_CONFIG_HOME", config.Path)];
        var sender = Start(_sent, environment, "send", "file");
        var code = await sender.SaysAsync($"sharencrypt receive --relay {_first.Address} (\\S+)$", Cancellation);

        code.Should().NotContain("@");
        await ShouldArriveAsync(sender, Start(_received, environment, "receive", "--yes", code));
    }

    [Fact]
    public async Task When_all_are_down_the_first_is_the_one_that_is_told()
    {
        await StopFirstAsync();
        await StopAsync(_second);

        var ending = await Start(_sent, [], "send", "file", "--relay", _first.Address, "--relay", _second.Address).EndAsync(Cancellation);

        ending.ExitCode.Should().Be(3, ending.Talk);
        ending.Talk.Should().Contain(new Uri(_first.Address).Authority).And.NotContain(PlaceOfSecond);
    }

    [Theory]
    [InlineData("receive", "4821-velvet-orbit@relay.example/path", "What stands behind the @")]
    [InlineData("receive", "4821-velvet-orbit@relay.example:99999", "What stands behind the @")]
    [InlineData("receive", "4821-velvet-orbit@user@relay.example", "What stands behind the @")]
    public async Task A_code_with_rubbish_behind_it_is_refused(string command, string code, string words)
    {
        var ending = await Start(_received, [], command, code, "--relay", _second.Address).EndAsync(Cancellation);

        ending.ExitCode.Should().Be(2, ending.Talk);
        ending.Talk.Should().Contain(words);
    }

    [Fact]
    public async Task A_list_without_a_relay_is_refused()
    {
        var ending = await Start(_sent, [("SHARENCRYPT_RELAY", " , ")], "send", "file").EndAsync(Cancellation);

        ending.ExitCode.Should().Be(2, ending.Talk);
        ending.Talk.Should().Contain("There is no relay address in SHARENCRYPT_RELAY");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Kind", "Slow")]
    public async Task An_interrupted_receiver_goes_on_with_the_code_with_and_without_its_relay(bool relayFirst)
    {
        await using var scene = new ResumeScene(_second);
        scene.WriteTree(400_000_000);
        string[] codes = [scene.Exchange.Code, $"{scene.Exchange.Code}@{PlaceOfSecond}"];
        scene.TypedCode = codes[relayFirst ? 1 : 0];
        var (sender, receiver) = await scene.BeginAsync();
        receiver.Kill();
        sender.Signal("CONT");
        scene.TypedCode = codes[relayFirst ? 0 : 1];

        var received = await scene.Receive().EndAsync(Cancellation);
        var sent = await sender.EndAsync(Cancellation);

        received.ExitCode.Should().Be(0, received.Talk);
        received.Talk.Should().Contain("was being received before");
        sent.ExitCode.Should().Be(0, sent.Talk);
        scene.Exchange.ShouldHaveArrived();
        scene.ShouldBeEmpty();
    }

    private Task StopFirstAsync() => StopAsync(_first);

    private static async Task StopAsync(RelayProcess relay)
    {
        relay.Process.Signal("TERM");
        (await relay.Process.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    private SharencryptProcess Start(TemporaryFolder folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        var settings = new SharencryptProcess.Settings
        {
            Folder = folder.Path,
            CloseInput = true,
            Environment = environment.ToDictionary(pair => pair.Name, pair => pair.Value),
        };
        var process = SharencryptProcess.Start(settings, arguments);
        _processes.Add(process);
        return process;
    }

    private async Task ShouldArriveAsync(SharencryptProcess sender, SharencryptProcess receiver)
    {
        var received = await receiver.EndAsync(Cancellation);
        var sent = await sender.EndAsync(Cancellation);
        received.ExitCode.Should().Be(0, received.Talk);
        sent.ExitCode.Should().Be(0, sent.Talk);
        TemporaryFolder.Describe(_received.Path).Should().Equal(TemporaryFolder.Describe(_sent.Path));
    }
}
