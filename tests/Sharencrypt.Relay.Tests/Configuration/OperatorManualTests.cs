using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Sharencrypt.Relay.Configuration;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Configuration;

/// <summary>The operator's manual and the program list the same settings with the same defaults and ranges.</summary>
public sealed partial class OperatorManualTests
{
    private static readonly string Manual =
        File.ReadAllText(Path.Combine(Tree.Root, "docs", "operating-a-relay.md"));

    [Fact]
    public void Every_setting_is_in_the_manual_as_it_is_in_the_program()
    {
        var reader = new SettingsReader(new ConfigurationBuilder().Build());
        RelayOptions.Read(reader);

        var listed = Row().Matches(Manual).Select(row => new Setting(
            row.Groups["name"].Value, row.Groups["default"].Value.Trim().Trim('`'), row.Groups["range"].Value.Trim()));

        listed.Should().BeEquivalentTo(reader.Settings);
    }

    [Fact]
    public void The_example_of_a_configuration_file_works()
    {
        using var folder = new TemporaryFolder();
        var json = Regex.Match(Manual, @"`(\{ ""maxRooms.*\})`").Groups[1].Value;
        var configuration = new ConfigurationBuilder().AddJsonFile(folder.Write("relay.json", json)).Build();
        var reader = new SettingsReader(configuration);

        RelayOptions.Read(reader).Rooms.MaxRooms.Should().Be(500);

        reader.Mistakes().Should().BeEmpty();
    }

    // Rows of the tables under "Settings": their first cell is one name in back-quotes that is no path and no instrument.
    [GeneratedRegex(@"^\| `(?<name>[a-zA-Z]+)` \|(?<default>[^|]*)\|(?<range>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
