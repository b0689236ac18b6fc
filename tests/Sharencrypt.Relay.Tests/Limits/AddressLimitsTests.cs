using System.Net;
using Sharencrypt.Relay.Limits;

namespace Sharencrypt.Relay.Tests.Limits;

public sealed class AddressLimitsTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");

    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void So_many_connections_at_the_same_time_and_no_more()
    {
        var limits = Limits(connections: 2);
        var first = Connect(limits, One)!;
        Connect(limits, One).Should().NotBeNull();

        Connect(limits, One).Should().BeNull();
        Connect(limits, Other).Should().NotBeNull();

        limits.Disconnect(first);
        Connect(limits, One).Should().NotBeNull();
    }

    [Fact]
    public void New_connections_are_counted_even_when_they_end_at_once()
    {
        var limits = Limits(newConnections: new RateRule(60, 2));
        limits.Disconnect(Connect(limits, One)!);
        limits.Disconnect(Connect(limits, One)!);

        limits.TryConnect(One, _now, out var retryAfter).Should().BeNull();
        retryAfter.Should().Be(TimeSpan.FromSeconds(1));

        _now += retryAfter;
        Connect(limits, One).Should().NotBeNull();
    }

    [Fact]
    public void Joins_and_rooms_are_counted_by_address()
    {
        var limits = Limits(joins: new RateRule(1, 2), opens: new RateRule(1, 1));
        var one = Connect(limits, One)!;
        var again = Connect(limits, One)!;
        var other = Connect(limits, Other)!;

        limits.TryJoin(one, _now).Should().BeTrue();
        limits.TryJoin(again, _now).Should().BeTrue();
        limits.TryJoin(one, _now).Should().BeFalse();
        limits.TryJoin(other, _now).Should().BeTrue();

        limits.TryOpen(one, _now).Should().BeTrue();
        limits.TryOpen(again, _now).Should().BeFalse();
        limits.TryOpen(other, _now).Should().BeTrue();
    }

    [Fact]
    public void Too_many_wrong_guesses_end_the_right_ones_too()
    {
        var limits = Limits(failedJoins: new RateRule(10, 2));
        var one = Connect(limits, One)!;
        for (var guess = 0; guess < 2; guess++)
        {
            limits.TryJoin(one, _now).Should().BeTrue();
            limits.CountFailedJoin(one, _now);
        }

        limits.TryJoin(one, _now).Should().BeFalse();

        _now += TimeSpan.FromSeconds(6);
        limits.TryJoin(one, _now).Should().BeTrue();
    }

    [Fact]
    public void An_IPv6_network_of_64_bits_is_one_address()
    {
        AddressKey.Of(IPAddress.Parse("2001:db8:1:2::1")).Should().Be(AddressKey.Of(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        AddressKey.Of(IPAddress.Parse("2001:db8:1:2::1")).Should().NotBe(AddressKey.Of(IPAddress.Parse("2001:db8:1:3::1")));
    }

    [Fact]
    public void An_IPv4_address_is_the_same_in_either_notation()
    {
        AddressKey.Of(IPAddress.Parse("::ffff:192.0.2.1")).Should().Be(AddressKey.Of(One));
        AddressKey.Of(One).Should().NotBe(AddressKey.Of(Other));
        AddressKey.Of(null).Should().NotBe(AddressKey.Of(IPAddress.Any));
    }

    [Fact]
    public void Memory_is_bounded_and_newcomers_beyond_it_share_one_account()
    {
        var limits = Limits(connections: 3, tracked: 10);
        for (var address = 0; address < 10; address++)
        {
            Connect(limits, new IPAddress([10, 0, 0, (byte)address])).Should().NotBeNull();
        }

        var admitted = Enumerable.Range(0, 100).Count(address => Connect(limits, new IPAddress([10, 1, 0, (byte)address])) is not null);

        admitted.Should().Be(3);
        limits.Tracked.Should().Be(10);
        Connect(limits, new IPAddress([10, 0, 0, 1])).Should().NotBeNull("its own account is untouched");
    }

    [Fact]
    public void An_address_is_forgotten_when_that_changes_nothing()
    {
        var limits = Limits(newConnections: new RateRule(60, 2));
        var usage = Connect(limits, One)!;

        _now += TimeSpan.FromHours(1);
        limits.Sweep(_now);
        limits.Tracked.Should().Be(1, "it is connected");

        limits.Disconnect(usage);
        limits.Sweep(_now);
        limits.Tracked.Should().Be(0);

        limits.Disconnect(Connect(limits, One)!);
        limits.Sweep(_now);
        limits.Tracked.Should().Be(1, "it has not everything back");
    }

    private static AddressLimits Limits(
        int connections = 100,
        RateRule? newConnections = null,
        RateRule? opens = null,
        RateRule? joins = null,
        RateRule? failedJoins = null,
        int tracked = 100) => new(new AddressRules
        {
            Connections = connections,
            NewConnections = newConnections ?? new RateRule(1000, 1000),
            Opens = opens ?? new RateRule(1000, 1000),
            Joins = joins ?? new RateRule(1000, 1000),
            FailedJoins = failedJoins ?? new RateRule(1000, 1000),
            TrackedAddresses = tracked,
        });

    private AddressUsage? Connect(AddressLimits limits, IPAddress address) => limits.TryConnect(address, _now, out _);
}
