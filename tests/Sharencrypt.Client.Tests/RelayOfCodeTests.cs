using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests;

/// <summary>Which relay a receiver goes to, and what is no relay.</summary>
public sealed class RelayOfCodeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("4821-velvet-orbit", "https://first.example/")]
    [InlineData("4821-velvet-orbit@second.example", "https://second.example/under/path")]
    [InlineData("4821-velvet-orbit @ SECOND.example", "https://second.example/under/path")]
    [InlineData("4821-velvet-orbit@third.example:8443", "https://third.example:8443/")]
    [InlineData("4821-velvet-orbit@127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("https://page.example/#4821-velvet-orbit", "https://page.example/")]
    public async Task A_receiver_goes_to_the_relay_of_the_code_or_to_the_first_of_its_list(string code, string relay)
    {
        Uri? used = null;
        var options = ShareOptions.Default with
        {
            Relays = [new("https://first.example/"), new("https://second.example/under/path")],
            Connector = address =>
            {
                used = address;
                return new TestRelay();
            },
        };

        await FluentActions.Awaiting(() => ShareSession.JoinAsync(code, options, Cancellation)).Should().ThrowAsync<ShareException>("nobody is there");

        used.Should().Be(new Uri(relay));
    }

    [Theory]
    [InlineData("4821-velvet-orbit@")]
    [InlineData("4821-velvet-orbit@user:word@relay.example")]
    [InlineData("4821-velvet-orbit@relay.example/path")]
    [InlineData("4821-velvet-orbit@relay.example:70000")]
    [InlineData("4821-velvet-orbit@one.example@two.example")]
    [InlineData("4821-velvet-orbit@;rm -rf")]
    public async Task What_is_no_relay_is_refused_with_words_about_the_relay(string code)
    {
        var options = ShareOptions.Default with { Connector = _ => throw new InvalidOperationException("No relay may be asked.") };

        var refused = await FluentActions.Awaiting(() => ShareSession.JoinAsync(code, options, Cancellation)).Should().ThrowAsync<ShareException>();

        refused.Which.Code.Should().Be(ShareErrorCode.CodeMalformed);
        refused.Which.Message.Should().Be("What stands behind the @ of the code is not the address of a relay.");
    }

    [Theory]
    [InlineData("holiday7-our-secret@relay.example")]
    [InlineData("holiday7-our-secret@")]
    public async Task A_chosen_code_names_no_relay(string code)
    {
        var refused = await FluentActions.Awaiting(() => ShareSession.OpenAsync(new TestRelay().Options with { ChosenCode = code }, Cancellation))
            .Should().ThrowAsync<ShareException>();

        refused.Which.Code.Should().Be(ShareErrorCode.CodeMalformed);
        refused.Which.NextStep.Should().Contain("--relay");
    }

    [Fact]
    public void A_single_relay_is_a_list_of_one_and_an_empty_list_is_none()
    {
        var options = ShareOptions.Default with { Relays = [new("https://a.example"), new("https://b.example")] };
        options.Relay.Should().Be(new Uri("https://a.example"));
        (options with { Relay = new("https://c.example") }).Relays.Should().Equal(new Uri("https://c.example"));
        FluentActions.Invoking(() => options with { Relays = [] }).Should().Throw<ArgumentException>();
    }
}
