using Handshake = Sharencrypt.Client.Channel.Handshake;
using HandshakeResult = Sharencrypt.Client.Channel.HandshakeResult;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Tests.Channel;

/// <summary>Runs that cross because connections ended in the middle of them.</summary>
public sealed class HandshakeTests : IDisposable
{
    private readonly SecretBytes _password = SecretBytes.Copy(new byte[32]);
    private readonly Handshake _host;
    private readonly Handshake _guest;

    public HandshakeTests()
    {
        var context = new HandshakeContext("room", 0, 1);
        _host = Handshake.Of(Role.Host, context, _password);
        _guest = Handshake.Of(Role.Guest, context, _password);
    }

    [Fact]
    public void Two_runs_that_both_end_well_leave_both_ends_with_the_keys_of_the_later_one()
    {
        var (first1, second1) = (_host.Begin()!, _host.Begin()!);
        var (first2, second2) = (_guest.Take(first1).Reply!, _guest.Take(second1).Reply!);
        var (first3, second3) = (_host.Take(first2), _host.Take(second2));

        var passedOver = _guest.Take(first3.Reply!);
        passedOver.Keys.Should().BeNull();
        passedOver.Error.Should().Be(HandshakeError.None);
        first3.Keys!.Dispose();
        ShouldAgree(second3, _guest.Take(second3.Reply!));
    }

    [Fact]
    public void An_answer_to_the_later_of_two_runs_ends_the_earlier_one()
    {
        var (first1, second1) = (_host.Begin()!, _host.Begin()!);
        var first2 = _guest.Take(first1).Reply!;
        var second2 = _guest.Take(second1).Reply!;
        var second3 = _host.Take(second2);
        ShouldAgree(second3, _guest.Take(second3.Reply!));

        _host.Take(first2).Keys.Should().BeNull("what was begun before is forgotten");
    }

    [Fact]
    public void An_answer_that_belongs_to_no_run_ends_none()
    {
        using var stranger = Handshake.Of(Role.Guest, new HandshakeContext("room", 0, 1), _password);
        using var otherHost = Handshake.Of(Role.Host, new HandshakeContext("room", 0, 1), _password);
        var lost = stranger.Take(otherHost.Begin()!).Reply!;
        var step2 = _guest.Take(_host.Begin()!).Reply!;

        _host.Take(lost).Error.Should().Be(HandshakeError.WrongSecret);

        var step3 = _host.Take(step2);
        ShouldAgree(step3, _guest.Take(step3.Reply!));
    }

    public void Dispose()
    {
        _host.Dispose();
        _guest.Dispose();
        _password.Dispose();
    }

    private static void ShouldAgree(HandshakeResult host, HandshakeResult guest)
    {
        using var hostKeys = host.Keys;
        using var guestKeys = guest.Keys;
        hostKeys.Should().NotBeNull();
        guestKeys.Should().NotBeNull();
        guestKeys!.VerificationPhrase.Should().Be(hostKeys!.VerificationPhrase);
    }
}
