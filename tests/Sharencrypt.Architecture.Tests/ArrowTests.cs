namespace Sharencrypt.Architecture.Tests;

public sealed class ArrowTests
{
    [Fact]
    public void Protocol_touches_neither_network_nor_files_nor_tasks() =>
        Refused("Sharencrypt.Protocol", null, ArrowRule.ProtocolMayName).Should().BeEmpty();

    [Fact]
    public void Client_knows_nothing_of_the_relay_program_or_the_command_line() =>
        Refused("Sharencrypt.Client", null, ArrowRule.ClientMayName).Should().BeEmpty();

    [Fact]
    public void Relay_names_only_the_relay_half_of_Protocol() =>
        Refused("Sharencrypt.Relay", null, ArrowRule.RelayMayName).Should().BeEmpty();

    [Fact]
    public void Cli_names_nothing_of_Protocol_and_only_the_entry_point_of_Relay() =>
        Refused("Sharencrypt.Cli", "sharencrypt", ArrowRule.CliMayName).Should().BeEmpty();

    [Fact]
    public void Reference_shares_nothing_with_what_it_judges() =>
        Refused("Sharencrypt.Reference", null, ArrowRule.ReferenceMayName).Should().BeEmpty();

    [Fact]
    public void A_violation_is_found()
    {
        // The rule of Protocol, put to assemblies that must break it: the relay serves, the command line awaits.
        Refused("Sharencrypt.Relay", null, ArrowRule.ProtocolMayName)
            .Should().Contain(type => type.IsIn("Microsoft.AspNetCore"))
            .And.Contain(type => type.IsIn("System.Threading.Tasks"));

        // And the rule of the command line, turned round: the one exception that it makes is really in use.
        Refused("Sharencrypt.Cli", "sharencrypt", type => !type.IsIn("Sharencrypt.Relay"))
            .Should().Equal(new TypeName("Sharencrypt.Relay", "RelayHost"));
    }

    [Theory]
    [InlineData("System.IO", "File", false)]
    [InlineData("System.IO", "FileStream", false)]
    [InlineData("System.Net.Sockets", "Socket", false)]
    [InlineData("System.Net", "IPAddress", false)]
    [InlineData("System.Threading.Tasks", "Task", false)]
    [InlineData("Microsoft.Extensions.Logging", "ILogger", false)]
    [InlineData("System.IO", "InvalidDataException", true)]
    [InlineData("System.Buffers", "IBufferWriter`1", true)]
    [InlineData("System.Security.Cryptography", "AesGcm", true)]
    public void Protocol_is_told_apart_from_the_world(string @namespace, string name, bool allowed) =>
        ArrowRule.ProtocolMayName(new TypeName(@namespace, name)).Should().Be(allowed);

    [Theory]
    [InlineData("Sharencrypt.Protocol.Sealing", false)]
    [InlineData("Sharencrypt.Protocol.Transfer", false)]
    [InlineData("Sharencrypt.Protocol.RelayedSecrets", false)]
    [InlineData("Sharencrypt.Protocol.Relay", true)]
    [InlineData("Sharencrypt.Protocol", true)]
    public void Relay_is_told_apart_from_the_sealed_half(string @namespace, bool allowed) =>
        ArrowRule.RelayMayName(new TypeName(@namespace, "Anything")).Should().Be(allowed);

    private static IEnumerable<TypeName> Refused(string project, string? assembly, Func<TypeName, bool> mayName)
    {
        var named = TypeReferences.Of(project, assembly);
        named.Should().NotBeEmpty("an assembly that names nothing was not read");
        return named.Where(type => !mayName(type));
    }
}
