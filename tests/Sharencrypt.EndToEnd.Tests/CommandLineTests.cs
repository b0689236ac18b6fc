namespace Sharencrypt.EndToEnd.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_version_goes_to_standard_output_and_nothing_else_does()
    {
        await using var sharencrypt = SharencryptProcess.Start("--version");

        var (exitCode, output, talk) = await sharencrypt.EndAsync(TestContext.Current.CancellationToken);

        exitCode.Should().Be(0);
        output.Trim().Should().MatchRegex(@"^\d+\.\d+\.\d+$");
        talk.Should().BeEmpty();
    }

    [Fact]
    public async Task An_unknown_option_is_refused_with_a_non_zero_exit_code()
    {
        await using var sharencrypt = SharencryptProcess.Start("--no-such-option");

        var (exitCode, _, talk) = await sharencrypt.EndAsync(TestContext.Current.CancellationToken);

        exitCode.Should().NotBe(0);
        talk.Should().Contain("--no-such-option");
    }
}
