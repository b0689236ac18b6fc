using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests;

public sealed class ClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_is_a_day_off_is_told_and_the_transfer_works()
    {
        var relay = new TestRelay { Clock = DateTimeOffset.UtcNow.AddDays(1) };
        var told = new TaskCompletionSource<ShareStatus>();
        await using var host = await ShareSession.OpenAsync(relay.Options with { ChosenCode = "holiday-secret-phrase", Status = new ClockListener(told) }, Cancellation);
        var status = await told.Task.WaitAsync(Cancellation);
        status.Difference.Should().BeCloseTo(TimeSpan.FromDays(-1), TimeSpan.FromMinutes(10));

        await using var guest = await ShareSession.JoinAsync("holiday-secret-phrase", relay.Options, Cancellation);
        var sending = host.SendAsync(ShareContent.FromText("hello"), null, Cancellation);
        var summary = await (await guest.ReceiveOfferAsync(Cancellation))!.AcceptAsync(ReceiveTarget.Text(), null, Cancellation);
        summary.Text.Should().Be("hello");
        await sending;
    }

    private sealed class ClockListener(TaskCompletionSource<ShareStatus> told) : IProgress<ShareStatus>
    {
        public void Report(ShareStatus value)
        {
            if (value.Kind == ShareStatusKind.ClockWrong)
            {
                told.TrySetResult(value);
            }
        }
    }
}
