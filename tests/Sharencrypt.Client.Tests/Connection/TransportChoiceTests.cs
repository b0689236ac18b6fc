using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>Which transport is tried when, event by event.</summary>
public sealed class TransportChoiceTests
{
    private readonly TransportChoice _choice = new();

    [Fact]
    public void It_begins_with_WebSocket_alone_for_four_seconds() =>
        Next(0).Should().Be(new TransportPlan(TransportFamily.WebSocket, Seconds(4)));

    [Fact]
    public void When_HTTP_is_what_worked_it_comes_first_until_a_minute_has_passed()
    {
        _choice.WebSocketFailed(Seconds(1));
        _choice.HttpWorked(Seconds(1), polls: true);

        _choice.Polls.Should().BeTrue();
        Next(60).First.Should().Be(TransportFamily.Http);
        Next(61).Should().Be(new TransportPlan(TransportFamily.WebSocket, TransportChoice.ProbeHeadStart));
        Next(62).First.Should().Be(TransportFamily.Http);
    }

    [Fact]
    public void Looks_at_WebSocket_become_rarer_up_to_a_quarter_of_an_hour()
    {
        _choice.HttpWorked(Seconds(0), polls: false);
        var probes = new List<int>();
        for (var second = 0; second < 5000; second++)
        {
            if (_choice.IsProbeDue(Seconds(second)))
            {
                probes.Add(second);
                _choice.WebSocketFailed(Seconds(second));
            }
        }

        probes.Should().Equal(60, 180, 420, 900, 1800, 2700, 3600, 4500);
    }

    [Theory]
    [InlineData(new[] { 5 }, false)] // A lone cut is an accident.
    [InlineData(new[] { 5, 5 }, true)]
    [InlineData(new[] { 29, 29 }, true)]
    [InlineData(new[] { 30, 30, 30, 30 }, false)] // Cut every half minute: it is simply made again.
    [InlineData(new[] { 5, 30, 5 }, false)] // One that lasted shows that it can.
    [InlineData(new[] { 5, 30, 5, 5 }, true)]
    public void Cut_twice_running_within_half_a_minute_means_HTTP(int[] lifetimes, bool http)
    {
        var now = 0;
        foreach (var lifetime in lifetimes)
        {
            _choice.WebSocketWorked();
            now += lifetime;
            _choice.WebSocketCut(Seconds(now), Seconds(lifetime));
        }

        _choice.PrefersHttp.Should().Be(http);
    }

    [Fact]
    public void Cuts_that_are_far_apart_have_nothing_to_do_with_each_other()
    {
        _choice.WebSocketCut(Seconds(10), Seconds(5));
        _choice.WebSocketCut(Seconds(191), Seconds(5));

        _choice.PrefersHttp.Should().BeFalse();
    }

    [Fact]
    public void Coming_back_too_early_is_noticed_at_the_first_cut_and_tried_later_the_next_time()
    {
        _choice.HttpWorked(Seconds(0), polls: false);
        _choice.WebSocketWorked();
        _choice.PrefersHttp.Should().BeFalse();

        _choice.WebSocketCut(Seconds(70), Seconds(10));

        _choice.PrefersHttp.Should().BeTrue();
        _choice.IsProbeDue(Seconds(189)).Should().BeFalse();
        _choice.IsProbeDue(Seconds(190)).Should().BeTrue();
    }

    [Fact]
    public void A_stream_that_fell_silent_is_polled_the_next_time()
    {
        _choice.HttpWorked(Seconds(0), polls: false);
        _choice.HttpSilent();

        _choice.Polls.Should().BeTrue();
        Next(1).First.Should().Be(TransportFamily.Http);
    }

    [Fact]
    public void What_is_remembered_comes_first()
    {
        var remembered = new TransportChoice(prefersHttp: true, polls: true);

        remembered.Next(Seconds(0)).First.Should().Be(TransportFamily.Http);
        remembered.Next(Seconds(60)).First.Should().Be(TransportFamily.WebSocket, "the network may be another one by now");
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private TransportPlan Next(double second) => _choice.Next(Seconds(second));
}
