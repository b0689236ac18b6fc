using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>Which relay of a list is used, by a clock that the test moves.</summary>
public sealed class NearestRelayTests
{
    private static readonly Uri First = new("https://first.example/");
    private static readonly Uri Second = new("https://second.example/");
    private static readonly Uri Third = new("https://third.example/");

    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<Uri, TaskCompletionSource<bool>> _answers = new() { [First] = new(), [Second] = new(), [Third] = new() };
    private readonly List<Uri> _asked = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_wins_within_its_head_start_and_no_other_is_asked()
    {
        var finding = FindAsync();
        _time.Advance(NearestRelay.HeadStart - TimeSpan.FromMilliseconds(1));
        _answers[First].SetResult(true);

        (await finding).Should().Be(First);
        _asked.Should().Equal(First);
    }

    [Fact]
    public async Task Another_wins_as_soon_as_the_first_is_known_to_be_down()
    {
        _answers[Second].SetResult(true);
        var finding = FindAsync();
        _answers[First].SetResult(false);

        (await finding).Should().Be(Second, "it is not waited for the head start to be over");
    }

    [Fact]
    public async Task Another_that_answers_sooner_than_a_slow_first_wins()
    {
        var finding = FindAsync();
        _time.Advance(NearestRelay.HeadStart);
        await UntilAskedAsync(3);
        _answers[Third].SetResult(true);

        (await finding).Should().Be(Third);
    }

    [Fact]
    public async Task A_slow_first_wins_when_no_other_takes_rooms()
    {
        var finding = FindAsync();
        _time.Advance(NearestRelay.HeadStart);
        await UntilAskedAsync(3);
        _answers[Second].SetResult(false);
        _answers[Third].SetResult(false);
        _time.Advance(TimeSpan.FromSeconds(1));
        finding.IsCompleted.Should().BeFalse("the first may still answer");
        _answers[First].SetResult(true);

        (await finding).Should().Be(First);
    }

    [Fact]
    public async Task The_first_is_used_when_none_takes_rooms()
    {
        foreach (var answer in _answers.Values)
        {
            answer.SetResult(false);
        }

        (await FindAsync()).Should().Be(First);
    }

    [Fact]
    public async Task The_first_is_used_when_none_answers_in_time()
    {
        var finding = FindAsync();
        _time.Advance(NearestRelay.HeadStart);
        await UntilAskedAsync(3);
        _time.Advance(NearestRelay.Bound - NearestRelay.HeadStart - TimeSpan.FromMilliseconds(1));
        finding.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await finding).Should().Be(First);
    }

    [Fact]
    public async Task Whoever_gives_up_is_not_given_a_relay()
    {
        using var stop = new CancellationTokenSource();
        var finding = new NearestRelay(AskAsync, _time).FindAsync([First, Second], stop.Token);
        await stop.CancelAsync();

        await finding.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    private Task<Uri> FindAsync() => new NearestRelay(AskAsync, _time).FindAsync([First, Second, Third], Cancellation);

    private Task<bool> AskAsync(Uri relay, CancellationToken cancellationToken)
    {
        lock (_asked)
        {
            _asked.Add(relay);
        }

        return _answers[relay].Task.WaitAsync(cancellationToken);
    }

    private async Task UntilAskedAsync(int count)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Count() < count)
        {
            await tick.WaitForNextTickAsync(Cancellation);
        }

        int Count()
        {
            lock (_asked)
            {
                return _asked.Count;
            }
        }
    }
}
