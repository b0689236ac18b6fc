using System.Globalization;
using System.Text;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/channel.json through the real cipher.</summary>
public sealed class ChannelVectorTests
{
    private static readonly ChannelVectors File = Vectors.Read<ChannelVectors>("channel.json");

    public static TheoryData<string> Refusals => Vectors.Names(File.Refusals.Select(refusal => refusal.Name));

    [Fact]
    public void The_keys_are_those_of_the_session()
    {
        using var keys = Keys();
        foreach (var (key, expected) in new[]
        {
            (keys.ChannelKey(Role.Host), File.ChannelHostToGuest), (keys.ChannelKey(Role.Guest), File.ChannelGuestToHost),
            (keys.ResyncKey(Role.Host), File.ResyncHostToGuest), (keys.ResyncKey(Role.Guest), File.ResyncGuestToHost),
        })
        {
            using (key)
            {
                key.Matches(expected).Should().BeTrue();
            }
        }
    }

    [Fact]
    public void Messages_are_sealed_and_opened_as_the_vectors_say()
    {
        File.Messages.Should().NotBeEmpty();
        foreach (var message in File.Messages)
        {
            using var cipher = Cipher(message.From);
            var (number, received) = (Number(message.Number), Number(message.Received));
            var json = Encoding.UTF8.GetBytes(message.Json);
            cipher.SealMessage(number, received, json).Should().Equal(message.Payload);
            ChannelCipher.TryReadMessageHeader(message.Payload, out var readNumber, out var readReceived).Should().BeTrue();
            (readNumber, readReceived).Should().Be((number, received));
            cipher.TryOpenMessage(message.Payload, number, out var opened).Should().BeTrue();
            opened.Should().Equal(json);
            cipher.TryOpenMessage(message.Payload, number + 1, out _).Should().BeFalse();
        }
    }

    [Fact]
    public void Resyncs_are_sealed_and_opened_as_the_vectors_say()
    {
        File.Resyncs.Should().NotBeEmpty();
        foreach (var resync in File.Resyncs)
        {
            using var cipher = Cipher(resync.From);
            var state = new ResyncState(Number(resync.Generation), Number(resync.Seen), Number(resync.Expected));
            cipher.SealResync(Number(resync.Number), state).Should().Equal(resync.Payload);
            cipher.TryOpenResync(resync.Payload, out var number, out var opened).Should().BeTrue();
            (number, opened).Should().Be((Number(resync.Number), state));
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_payload_does_not_open(string name)
    {
        var refusal = File.Refusals.Single(refusal => refusal.Name == name);
        using var cipher = Cipher(refusal.From);
        if (refusal.Kind == PayloadKind.Resync)
        {
            cipher.TryOpenResync(refusal.Payload, out var resyncNumber, out var state).Should().BeFalse();
            state.Should().Be(default(ResyncState));
            return;
        }

        ChannelCipher.TryReadMessageHeader(refusal.Payload, out var number, out _).Should().Be(!refusal.IsHeaderRefused);
        if (!refusal.IsHeaderRefused)
        {
            cipher.TryOpenMessage(refusal.Payload, number, out var json).Should().BeFalse();
            json.Should().OnlyContain(letter => letter == 0, "nothing that is not authentic leaves the cipher");
        }
    }

    private static SessionKeys Keys() => new(SecretBytes.Copy(File.Session));

    private static ChannelCipher Cipher(Role from)
    {
        using var keys = Keys();
        return new ChannelCipher(keys, from);
    }

    private static ulong Number(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
