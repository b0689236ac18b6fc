using Sharencrypt.Relay.Connections;

namespace Sharencrypt.Relay.Tests.Connections;

public sealed class ConnectionClockworkTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private readonly ConnectionClockwork _clockwork = new(
        new ConnectionRules
        {
            MaxConnections = 1,
            Enter = Seconds(10),
            Silence = Seconds(45),
            Frame = Seconds(60),
            ControlQueue = 1,
        },
        Start);

    [Fact]
    public void Whoever_does_not_enter_in_time_is_closed_however_talkative()
    {
        _clockwork.Heard(At(9.9));
        _clockwork.Sweep(At(9.9), hasEntered: false).Should().Be(ConnectionDuty.None);
        _clockwork.Sweep(At(10), hasEntered: false).Should().Be(ConnectionDuty.CloseNotEntered);
        _clockwork.Sweep(At(10), hasEntered: true).Should().Be(ConnectionDuty.None);
    }

    [Fact]
    public void Silence_is_asked_about_and_then_closed()
    {
        Duties(from: 1, to: 45).Should().Equal((15, ConnectionDuty.Ping), (30, ConnectionDuty.Ping), (45, ConnectionDuty.CloseSilent));
    }

    [Fact]
    public void A_sign_of_life_starts_the_silence_again()
    {
        Duties(from: 1, to: 44).Should().HaveCount(2);

        _clockwork.Heard(At(44.5));

        _clockwork.Sent(At(44.5));

        Duties(from: 45, to: 89).Should().Equal((60, ConnectionDuty.Ping), (75, ConnectionDuty.Ping));
        _clockwork.Sweep(At(89.5), hasEntered: true).Should().Be(ConnectionDuty.CloseSilent);
    }

    [Fact]
    public void Whoever_talks_but_is_told_nothing_is_pinged_so_that_it_knows_the_relay_is_there()
    {
        for (var second = 1; second < 100; second++)
        {
            _clockwork.Heard(At(second));
            _clockwork.Sweep(At(second), hasEntered: true).Should().Be(second % 15 == 0 ? ConnectionDuty.Ping : ConnectionDuty.None);
        }
    }

    [Fact]
    public void Whoever_talks_and_is_talked_to_is_not_pinged()
    {
        for (var second = 1; second < 100; second++)
        {
            _clockwork.Heard(At(second));
            _clockwork.Sent(At(second));
            _clockwork.Sweep(At(second), hasEntered: true).Should().Be(ConnectionDuty.None);
        }
    }

    [Fact]
    public void Whoever_the_relay_itself_does_not_read_is_asked_but_not_closed()
    {
        _clockwork.Paused(true);

        Duties(from: 1, to: 300).Should().HaveCount(20).And.OnlyContain(duty => duty.Duty == ConnectionDuty.Ping);

        _clockwork.Paused(false);
        _clockwork.Heard(At(300));
        _clockwork.Sweep(At(310), hasEntered: true).Should().Be(ConnectionDuty.None);
    }

    [Fact]
    public void A_paused_client_whose_transport_is_gone_is_closed_like_any_other()
    {
        _clockwork.Paused(true);
        _clockwork.TransportClosed();

        _clockwork.Sweep(At(45), hasEntered: true).Should().Be(ConnectionDuty.CloseSilent);
    }

    [Fact]
    public void A_frame_that_trickles_in_is_closed_although_it_is_not_silent()
    {
        _clockwork.InsideFrame(At(1));
        for (var second = 2; second < 61; second++)
        {
            _clockwork.Heard(At(second));
            _clockwork.Sent(At(second));
            _clockwork.InsideFrame(At(second));
            _clockwork.Sweep(At(second), hasEntered: true).Should().Be(ConnectionDuty.None);
        }

        _clockwork.Sweep(At(61), hasEntered: true).Should().Be(ConnectionDuty.CloseSilent);
    }

    [Fact]
    public void A_client_that_streams_without_a_pause_is_not_taken_for_a_trickle()
    {
        for (var second = 1; second < 600; second++)
        {
            _clockwork.Heard(At(second));
            _clockwork.Sent(At(second));
            _clockwork.FrameEnded();
            _clockwork.InsideFrame(At(second));
            _clockwork.Sweep(At(second), hasEntered: true).Should().Be(ConnectionDuty.None);
        }
    }

    [Fact]
    public void Whoever_does_not_let_go_after_the_close_is_dropped()
    {
        _clockwork.Ending(At(100));
        _clockwork.Heard(At(104));

        _clockwork.Sweep(At(104.9), hasEntered: true).Should().Be(ConnectionDuty.None);
        _clockwork.Sweep(At(105), hasEntered: true).Should().Be(ConnectionDuty.Abort);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static TimeSpan At(double seconds) => Start + Seconds(seconds);

    private List<(int Second, ConnectionDuty Duty)> Duties(int from, int to)
    {
        var duties = new List<(int Second, ConnectionDuty Duty)>();
        for (var second = from; second <= to; second++)
        {
            var duty = _clockwork.Sweep(At(second), hasEntered: true);
            if (duty != ConnectionDuty.None)
            {
                duties.Add((second, duty));
            }
        }

        return duties;
    }
}
