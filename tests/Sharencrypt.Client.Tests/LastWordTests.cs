using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests;

/// <summary>A receiver that leaves waits until the sender knows that everything arrived.</summary>
public sealed class LastWordTests
{
    private const string Code = "holiday-secret-phrase";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sender_that_stays_lets_the_receiver_know_that_it_knows()
    {
        // Its clock stands still: no bound on a wait comes to anybody's help.
        var relay = new TestRelay();
        await using var host = await ShareSession.OpenAsync(relay.Options with { ChosenCode = Code }, Cancellation);
        await using var guest = await ShareSession.JoinAsync(Code, relay.Options with { TimeProvider = new FakeTimeProvider(DateTimeOffset.UtcNow) }, Cancellation);
        var sending = host.SendAsync(ShareContent.FromText("text"), null, Cancellation);
        var offer = await guest.ReceiveOfferAsync(Cancellation);
        await offer!.AcceptAsync(ReceiveTarget.Text(), null, Cancellation);
        await sending;

        // The host takes the goodbye as it comes, and posts its confirmation.
        await guest.CloseAsync().WaitAsync(Cancellation);
    }
}
