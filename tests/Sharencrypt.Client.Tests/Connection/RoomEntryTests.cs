using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>How a guest asks for a room whose host may be starting at the same moment.</summary>
public sealed class RoomEntryTests
{
    private readonly FakeTimeProvider _time = new();
    private int _asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_comes_a_little_later_is_found()
    {
        using var guest = RoomEntry.Guest(Name("holiday7"), _time);

        var entering = guest.EnterAsync(Answer(hostComesBefore: 3), Cancellation).AsTask();

        _asked.Should().Be(1);
        Pass(1);
        _asked.Should().Be(1);
        Pass(1);
        _asked.Should().Be(2);
        Pass(12);
        (await entering).Slot.Should().Be(1);
        _asked.Should().Be(3);
    }

    [Fact]
    public async Task A_host_that_never_comes_is_given_up_within_the_tries_of_a_connection()
    {
        using var guest = RoomEntry.Guest(Name("holiday7"), _time);

        var entering = guest.EnterAsync(Answer(hostComesBefore: int.MaxValue), Cancellation).AsTask();
        Pass(2, 12, 150, 1500);

        (await Refusal(entering)).Code.Should().Be(ShareErrorCode.CodeUnknown);
        _asked.Should().Be(RelayLimits.EntryTries);
    }

    [Fact]
    public async Task A_number_was_told_by_a_host_that_is_there_and_is_asked_for_once()
    {
        using var guest = RoomEntry.Guest(Name("4821"), _time);

        (await Refusal(guest.EnterAsync(Answer(hostComesBefore: int.MaxValue), Cancellation).AsTask())).Code.Should().Be(ShareErrorCode.CodeUnknown);

        _asked.Should().Be(1);
    }

    [Theory]
    [InlineData(RelayErrorCode.RoomFull, ShareErrorCode.CodeUsed)]
    [InlineData(RelayErrorCode.RateLimited, ShareErrorCode.RelayBusy)]
    public async Task Another_refusal_is_told_at_once(RelayErrorCode answer, ShareErrorCode told)
    {
        using var guest = RoomEntry.Guest(Name("holiday7"), _time);

        (await Refusal(guest.EnterAsync(_ => ValueTask.FromResult<RelayControl>(new RelayControl.Error(answer)), Cancellation).AsTask())).Code.Should().Be(told);
    }

    [Fact]
    public async Task A_wait_for_the_host_can_be_cancelled()
    {
        using var guest = RoomEntry.Guest(Name("holiday7"), _time);
        using var cancel = new CancellationTokenSource();

        var entering = guest.EnterAsync(Answer(hostComesBefore: int.MaxValue), cancel.Token).AsTask();
        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => entering).Should().ThrowAsync<OperationCanceledException>();
    }

    private static RoomName Name(string text) =>
        RoomName.TryCreate(text, out var name) ? name : throw new ArgumentException("It is no name.", nameof(text));

    private static async Task<ShareException> Refusal(Task entering) =>
        (await FluentActions.Awaiting(() => entering).Should().ThrowAsync<ShareException>()).Which;

    private Func<ClientControl, ValueTask<RelayControl>> Answer(int hostComesBefore) => question =>
    {
        question.Should().BeOfType<ClientControl.Join>();
        return ValueTask.FromResult<RelayControl>(++_asked < hostComesBefore
            ? new RelayControl.Error(RelayErrorCode.RoomUnknown)
            : new RelayControl.Entered(Name("holiday7"), 1, RelayLimits.SmallestCapacity, default, default));
    };

    private void Pass(params int[] milliseconds)
    {
        foreach (var step in milliseconds)
        {
            _time.Advance(TimeSpan.FromMilliseconds(step));
        }
    }
}
