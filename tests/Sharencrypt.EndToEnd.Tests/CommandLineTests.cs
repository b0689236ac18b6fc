namespace Sharencrypt.EndToEnd.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_version_goes_to_standard_output_and_nothing_else_does()
    {
        await using var sharencrypt = SharencryptProcess.Start("--version");

        var ending = await sharencrypt.EndAsync(TestContext.Current.CancellationToken);

        ending.ExitCode.Should().Be(0);
        ending.Output.Trim().Should().MatchRegex(@"^\d+\.\d+\.\d+$");
        ending.Talk.Should().BeEmpty();
    }

    [Fact]
    public async Task An_unknown_option_is_refused_with_a_non_zero_exit_code()
    {
        await using var sharencrypt = SharencryptProcess.Start("--no-such-option");

        var ending = await sharencrypt.EndAsync(TestContext.Current.CancellationToken);

        ending.ExitCode.Should().NotBe(0);
        ending.Talk.Should().Contain("--no-such-option");
    }
}
