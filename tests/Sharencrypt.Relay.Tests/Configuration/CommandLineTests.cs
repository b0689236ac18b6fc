using Sharencrypt.Relay.Configuration;

namespace Sharencrypt.Relay.Tests.Configuration;

public sealed class CommandLineTests
{
    [Fact]
    public void A_setting_may_be_written_in_any_of_the_usual_ways()
    {
        var line = CommandLine.Parse(["--max-rooms", "5", "--graceSeconds=6", "--config", "relay.json"]);

        line.Mistake.Should().BeNull();
        line.ConfigFile.Should().Be("relay.json");
        line.Settings.Should().BeEquivalentTo(new Dictionary<string, string?> { ["maxrooms"] = "5", ["graceSeconds"] = "6" });
    }

    [Fact]
    public void Listen_is_another_word_for_urls() =>
        CommandLine.Parse(["--listen", "http://*:80"]).Settings.Should().ContainKey("urls");

    [Theory]
    [InlineData("--max-rooms")]
    [InlineData("serve")]
    [InlineData("-x", "1")]
    public void What_is_no_option_or_has_no_value_is_a_mistake(params string[] args) =>
        CommandLine.Parse(args).Mistake.Should().Contain(args[0]);

    [Fact]
    public void Help_lists_every_setting()
    {
        CommandLine.Parse(["--help"]).WantsHelp.Should().BeTrue();

        Usage.Of([new Setting("maxRooms", "50000", "1 to 5 rooms")]).Should().Contain("maxRooms  1 to 5 rooms (default: 50000)");
    }
}
