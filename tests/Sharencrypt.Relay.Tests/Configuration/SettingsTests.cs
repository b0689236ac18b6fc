using Microsoft.Extensions.Configuration;
using Sharencrypt.Relay.Configuration;

namespace Sharencrypt.Relay.Tests.Configuration;

public sealed class SettingsTests
{
    [Fact]
    public void Without_configuration_everything_has_its_default()
    {
        var options = Read(out var mistakes);

        mistakes.Should().BeEmpty();
        options.Urls.Should().Equal("http://localhost:8080");
        options.Connections.Silence.Should().Be(TimeSpan.FromSeconds(45));
        options.Rooms.Grace.Should().Be(TimeSpan.FromSeconds(120));
        options.Addresses.Joins.PerMinute.Should().Be(30);
    }

    [Fact]
    public void A_setting_is_read_whatever_its_case()
    {
        var options = Read(out var mistakes, ("GRACESECONDS", "7"), ("allowedorigins", "https://a.example, https://b.example:8443"));

        mistakes.Should().BeEmpty();
        options.Rooms.Grace.Should().Be(TimeSpan.FromSeconds(7));
        options.AllowedOrigins.Should().Equal("https://a.example", "https://b.example:8443");
    }

    [Theory]
    [InlineData("silenceSeconds", "29", "30 to 3600 seconds")]
    [InlineData("silenceSeconds", "3601", "30 to 3600 seconds")]
    [InlineData("maxRooms", "many", "1 to 10000000 rooms")]
    [InlineData("maxRooms", "1.5", "1 to 10000000 rooms")]
    [InlineData("readBufferBytes", "262144", "524288 to 16777216 bytes")]
    [InlineData("urls", "localhost:8080", "http:// or https://")]
    [InlineData("allowedOrigins", "share.example", "https://share.example")]
    [InlineData("allowedOrigins", "https://share.example/page", "https://share.example")]
    [InlineData("trustedProxies", "my-proxy", "10.0.0.0/8")]
    [InlineData("logLevel", "Loud", "Debug, Information")]
    [InlineData("logFormat", "xml", "text or json")]
    public void A_wrong_value_is_told_with_its_setting_and_what_would_be_right(string name, string value, string range)
    {
        Read(out var mistakes, (name, value));

        mistakes.Should().ContainSingle().Which.Should().Contain(name).And.Contain($"'{value}'").And.Contain(range);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_and_a_misspelt_setting_is_one()
    {
        Read(out var mistakes, ("maxRooms", "0"), ("graceSecond", "5"), ("enterSeconds", "x"));

        mistakes.Should().HaveCount(3);
        mistakes.Should().ContainSingle(mistake => mistake.Contains("graceSecond is no setting", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_where_one_value_belongs_is_a_mistake()
    {
        Read(out var mistakes, ("maxRooms:0", "1"));

        mistakes.Should().ContainSingle().Which.Should().Contain("maxRooms");
    }

    [Fact]
    public async Task Wrong_settings_end_the_program_with_2()
    {
        (await RelayHost.RunAsync(["--max-rooms", "0"], CancellationToken.None)).Should().Be(2);
        (await RelayHost.RunAsync(["--max-rooms"], CancellationToken.None)).Should().Be(2);
        (await RelayHost.RunAsync(["--config", "no-such-file.json"], CancellationToken.None)).Should().Be(2);
        (await RelayHost.RunAsync(["serve"], CancellationToken.None)).Should().Be(2);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_program_with_1()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        (await RelayHost.RunAsync(["--listen", $"http://{taken.LocalEndpoint}"], CancellationToken.None)).Should().Be(1);
    }

    private static RelayOptions Read(out IReadOnlyList<string> mistakes, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value))
            .Build();
        var reader = new SettingsReader(configuration);
        var options = RelayOptions.Read(reader);
        mistakes = reader.Mistakes();
        return options;
    }
}
