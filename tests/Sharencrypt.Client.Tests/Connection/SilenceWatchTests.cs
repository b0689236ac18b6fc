using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>When a connection counts as dead, second by second.</summary>
public sealed class SilenceWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _pings = [];
    private readonly List<int> _ends = [];
    private long _bytes;
    private int _second;

    [Fact]
    public void A_connection_that_brings_nothing_is_pinged_after_15_s_and_given_up_after_25()
    {
        using var watch = Start();

        Pass(40);

        _pings[0].Should().Be(15);
        _ends[0].Should().Be(25);
    }

    [Fact]
    public void Whether_the_ping_could_be_sent_does_not_matter()
    {
        // Nothing was told to be sent: the application is stuck in a send that never comes back.
        using var watch = Start();
        watch.Sent();

        Pass(30);

        _ends.Should().Equal(25);
    }

    [Fact]
    public void Silence_counts_from_the_last_byte_even_of_a_frame_that_is_not_whole()
    {
        using var watch = Start();
        for (var i = 0; i < 100; i++)
        {
            Pass(1);
            _bytes++;
        }

        _ends.Should().BeEmpty();
        Pass(24);
        _ends.Should().BeEmpty();
        Pass(2);
        _ends.Should().HaveCount(1);
    }

    [Fact]
    public void Who_is_answered_goes_on_and_pings_when_it_has_nothing_to_say()
    {
        using var watch = Start();
        for (var i = 0; i < 20; i++)
        {
            Pass(5);
            _bytes++;
        }

        _ends.Should().BeEmpty();
        _pings.Should().HaveCountGreaterThan(4, "it sends nothing else");
    }

    [Fact]
    public void While_nobody_reads_silence_is_our_own()
    {
        using var watch = Start();
        watch.NotReading();

        Pass(300);
        _ends.Should().BeEmpty();
        _pings.Should().HaveCount(20, "the relay must still hear something");

        watch.Reading();
        Pass(24);
        _ends.Should().BeEmpty();
        Pass(2);
        _ends.Should().HaveCount(1);
    }

    [Fact]
    public void A_new_connection_begins_anew()
    {
        using var watch = Start();
        Pass(24);
        watch.Renew();

        Pass(24);

        _ends.Should().BeEmpty();
    }

    private SilenceWatch Start()
    {
        var watch = new SilenceWatch(_time, () => _bytes, () => _pings.Add(_second), () => _ends.Add(_second));
        watch.Start();
        watch.Reading();
        return watch;
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _second++;
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
