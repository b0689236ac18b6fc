using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Sealing;

public sealed class HandshakeTests
{
    private static readonly HandshakeContext Here = new("4821", 0, 1);

    [Fact]
    public void The_same_secret_yields_the_same_keys_on_both_sides()
    {
        using var pair = new HandshakePair("velvet-orbit", "velvet-orbit");
        pair.Run(Here, Here).Should().Be((HandshakeError.None, HandshakeError.None));
        pair.HostKeys!.VerificationPhrase.Should().Be(pair.GuestKeys!.VerificationPhrase).And.MatchRegex("^[a-z]+ [a-z]+ [a-z]+ [a-z]+$");
        pair.HostKeys.RoomToken.Matches(pair.GuestKeys.RoomToken.Span).Should().BeTrue();
        pair.HostKeys.Resumption.Matches(pair.GuestKeys.Resumption.Span).Should().BeTrue();
        pair.HostKeys.Resumption.Matches(pair.HostKeys.RoomToken.Span).Should().BeFalse();
    }

    [Fact]
    public void A_wrong_guess_gets_nothing_from_the_host()
    {
        using var pair = new HandshakePair("velvet-orbit", "velvet-river");
        pair.Run(Here, Here).Host.Should().Be(HandshakeError.WrongSecret);
        pair.Step3.Should().BeEmpty();
        pair.HostKeys.Should().BeNull();
    }

    [Theory]
    [InlineData("4822", 0, 1)]
    [InlineData("4821", 0, 2)]
    [InlineData("4821", 3, 1)]
    public void A_relay_that_lies_about_the_place_is_found_out(string room, byte hostSlot, byte guestSlot)
    {
        using var pair = new HandshakePair("velvet-orbit", "velvet-orbit");
        pair.Run(Here, new HandshakeContext(room, hostSlot, guestSlot)).Host.Should().Be(HandshakeError.WrongSecret);
    }

    [Fact]
    public void A_changed_byte_anywhere_in_the_first_step_is_found_out()
    {
        for (var place = 0; place < 1252; place += 13)
        {
            using var pair = new HandshakePair("velvet-orbit", "velvet-orbit") { ChangeStep1 = bytes => bytes[place] ^= 0x01 };
            var (host, guest) = pair.Run(Here, Here);
            (host, guest).Should().NotBe((HandshakeError.None, HandshakeError.None), "byte {0} was changed", place);
            pair.HostKeys.Should().BeNull();
            pair.GuestKeys.Should().BeNull();
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_in_the_second_step_is_found_out()
    {
        for (var place = 0; place < 1188; place += 13)
        {
            using var pair = new HandshakePair("velvet-orbit", "velvet-orbit") { ChangeStep2 = bytes => bytes[place] ^= 0x01 };
            pair.Run(Here, Here).Host.Should().NotBe(HandshakeError.None, "byte {0} was changed", place);
            pair.Step3.Should().BeEmpty();
        }
    }

    [Fact]
    public void A_changed_byte_in_the_third_step_is_found_out()
    {
        for (var place = 0; place < 35; place++)
        {
            using var pair = new HandshakePair("velvet-orbit", "velvet-orbit") { ChangeStep3 = bytes => bytes[place] ^= 0x01 };
            pair.Run(Here, Here).Guest.Should().NotBe(HandshakeError.None);
            pair.GuestKeys.Should().BeNull();
        }
    }

    private sealed class HandshakePair(string hostSecret, string guestSecret) : IDisposable
    {
        public Action<byte[]> ChangeStep1 { get; init; } = _ => { };

        public Action<byte[]> ChangeStep2 { get; init; } = _ => { };

        public Action<byte[]> ChangeStep3 { get; init; } = _ => { };

        public SessionKeys? HostKeys { get; private set; }

        public SessionKeys? GuestKeys { get; private set; }

        public byte[] Step3 { get; private set; } = [];

        public (HandshakeError Host, HandshakeError Guest) Run(HandshakeContext hostPlace, HandshakeContext guestPlace)
        {
            using var hostPassword = SecretBytes.Copy(System.Text.Encoding.ASCII.GetBytes(hostSecret));
            using var guestPassword = SecretBytes.Copy(System.Text.Encoding.ASCII.GetBytes(guestSecret));
            using var host = new HostHandshake(hostPlace, hostPassword, Randomness.System);
            using var guest = new GuestHandshake(guestPlace, guestPassword, Randomness.System);
            var step1 = host.Step1.ToArray();
            ChangeStep1(step1);
            var guestError = guest.Begin(step1, out var step2);
            if (guestError != HandshakeError.None)
            {
                return (HandshakeError.None, guestError);
            }

            ChangeStep2(step2 = [.. step2]);
            var hostError = host.Finish(step2, out var step3, out var hostKeys);
            Step3 = step3;
            HostKeys = hostKeys;
            if (hostError != HandshakeError.None)
            {
                return (hostError, HandshakeError.None);
            }

            ChangeStep3(step3 = [.. step3]);
            guestError = guest.Finish(step3, out var guestKeys);
            GuestKeys = guestKeys;
            return (hostError, guestError);
        }

        public void Dispose()
        {
            HostKeys?.Dispose();
            GuestKeys?.Dispose();
        }
    }
}
