using Sharencrypt.Client.Channel;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Tests.Channel;

/// <summary>What a host makes of answers to what it began before it lost the room.</summary>
public sealed class GreetingTests : IDisposable
{
    private static readonly HandshakeContext Context = new("room", 0, 1);

    private readonly Greeting _host = new(Role.Host, SecretBytes.Copy(new byte[32]));
    private readonly Greeting _guest = new(Role.Guest, SecretBytes.Copy(new byte[32]));

    [Fact]
    public void An_answer_that_was_under_way_when_the_room_was_lost_counts_in_the_same_place()
    {
        _host.Expect(Context);
        _guest.Expect(Context);
        var step2 = _guest.Take(_host.Begin()!).Reply!;

        _host.Expect(Context); // The guest is back in a room made anew.
        _host.Begin();

        using var keys = _host.Take(step2).Keys;
        keys.Should().NotBeNull();
    }

    [Fact]
    public void It_does_not_count_in_another_place()
    {
        _host.Expect(Context);
        _guest.Expect(Context);
        var step2 = _guest.Take(_host.Begin()!).Reply!;

        _host.Expect(Context with { GuestSlot = 2 });
        _host.Begin();

        _host.Take(step2).Error.Should().Be(HandshakeError.WrongSecret);
    }

    public void Dispose()
    {
        _host.Dispose();
        _guest.Dispose();
    }
}
