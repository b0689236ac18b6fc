using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Tests.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/handshake.json through both ends of the handshake.</summary>
public sealed class HandshakeVectorTests
{
    private static readonly HandshakeVectors File = Vectors.Read<HandshakeVectors>("handshake.json");

    public static TheoryData<string> Runs => Vectors.Names(File.Runs.Select(run => run.Name));

    public static TheoryData<string> Refusals => Vectors.Names(File.Refusals.Select(refusal => refusal.Name));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Both_ends_send_and_derive_what_the_vector_says(string name)
    {
        var run = File.Runs.Single(run => run.Name == name);
        using var host = Host(run);
        using var guest = Guest(run);
        host.Step1.ToArray().Should().Equal(run.Step1);
        guest.Begin(run.Step1, out var step2).Should().Be(HandshakeError.None);
        step2.Should().Equal(run.Step2);
        host.Finish(run.Step2, out var step3, out var hostKeys).Should().Be(HandshakeError.None);
        step3.Should().Equal(run.Step3);
        guest.Finish(run.Step3, out var guestKeys).Should().Be(HandshakeError.None);
        using (hostKeys)
        using (guestKeys)
        {
            ShouldHold(hostKeys!, run);
            ShouldHold(guestKeys!, run);
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_values_on_the_way_are_those_of_the_vector(string name)
    {
        var run = File.Runs.Single(run => run.Name == name);
        using var password = SecretBytes.Copy(run.Password);
        using var w = Spake2.PasswordToScalar(password);
        w.Matches(run.W).Should().BeTrue();
        run.Context.ConfirmationData(run.Step1, run.Step2.AsSpan(..^Spake2.ConfirmationBytes)).Should().Equal(run.ConfirmationData);

        using var ke = SecretBytes.Copy(run.Ke);
        using var session = KeySchedule.Session(ke, run.Ss, run.Context.Transcript(run.Step1, run.Step2, run.Step3));
        session.Matches(run.Session).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_payload_is_refused_for_the_reason_that_the_vector_says(string name)
    {
        var refusal = File.Refusals.Single(refusal => refusal.Name == name);
        var run = File.Runs.Single(run => run.Name == refusal.Run);
        using var host = Host(run);
        using var guest = Guest(run);
        switch (refusal.Step)
        {
            case 1:
                guest.Begin(refusal.Payload, out var step2).Should().Be(refusal.Error);
                step2.Should().BeEmpty();
                guest.Finish(run.Step3, out var noKeys).Should().Be(HandshakeError.Malformed, "there is no run");
                noKeys.Should().BeNull();
                break;
            case 2:
                host.Finish(refusal.Payload, out var step3, out var hostKeys).Should().Be(refusal.Error);
                step3.Should().BeEmpty("a wrong guess learns nothing");
                hostKeys.Should().BeNull();
                host.Finish(run.Step2, out _, out var keys).Should().Be(HandshakeError.None, "what was wrong may have belonged to another run");
                keys!.Dispose();
                break;
            default:
                guest.Begin(run.Step1, out _).Should().Be(HandshakeError.None);
                guest.Finish(refusal.Payload, out var guestKeys).Should().Be(refusal.Error);
                guestKeys.Should().BeNull();
                break;
        }
    }

    private static HostHandshake Host(HandshakeRun run)
    {
        using var password = SecretBytes.Copy(run.Password);
        return new HostHandshake(run.Context, password, new FixedRandomness(run.X, run.KemSeed));
    }

    private static GuestHandshake Guest(HandshakeRun run)
    {
        using var password = SecretBytes.Copy(run.Password);
        return new GuestHandshake(run.Context, password, new FixedRandomness(run.KemRandomness, run.Y));
    }

    private static void ShouldHold(SessionKeys keys, HandshakeRun run)
    {
        ShouldBe(keys.ChannelKey(Role.Host), run.ChannelHostToGuest);
        ShouldBe(keys.ChannelKey(Role.Guest), run.ChannelGuestToHost);
        ShouldBe(keys.ResyncKey(Role.Host), run.ResyncHostToGuest);
        ShouldBe(keys.ResyncKey(Role.Guest), run.ResyncGuestToHost);
        keys.RoomToken.Matches(run.RoomToken).Should().BeTrue();
        keys.VerificationPhrase.Should().Be(run.VerificationPhrase);
        keys.Resumption.Matches(run.ResumptionSecret).Should().BeTrue();
        KeySchedule.ResumptionRoom(keys.Resumption).Should().Be(run.ResumptionRoom);
        ShouldBe(KeySchedule.ResumptionPassword(keys.Resumption), run.ResumptionPassword);
    }

    private static void ShouldBe(SecretBytes secret, byte[] bytes)
    {
        using (secret)
        {
            secret.Matches(bytes).Should().BeTrue();
        }
    }
}
