using System.Text;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>Makes vectors/channel.json from the session of the first handshake vector.</summary>
internal static class ChannelGeneration
{
    private const int MessageHeaderBytes = 17;
    private const int ResyncHeaderBytes = 9;

    public static ChannelVectors Make()
    {
        var run = HandshakeGeneration.Make().Runs[0];
        using var keys = new SessionKeys(SecretBytes.Copy(run.Session));
        using var host = new ChannelCipher(keys, Role.Host);
        using var guest = new ChannelCipher(keys, Role.Guest);
        SealedMessage Message(Role from, ulong number, ulong received, string json) => new(
            from, $"{number}", $"{received}", json, (from == Role.Host ? host : guest).SealMessage(number, received, Encoding.UTF8.GetBytes(json)));
        SealedResync Resync(Role from, ulong number, ResyncState state) => new(
            from, $"{number}", $"{state.Generation}", $"{state.Seen}", $"{state.Expected}", (from == Role.Host ? host : guest).SealResync(number, state));

        SealedMessage[] messages =
        [
            Message(Role.Host, 0, 0, """{"type":"hello","client":"sharencrypt 1.0"}"""),
            Message(Role.Guest, 0, 0, """{"type":"hello","client":"sharencrypt 1.0"}"""),
            Message(Role.Guest, 1, 1, """{"type":"ack"}"""),
            Message(Role.Host, 1, 2, """{"type":"cancel","transfer":0,"reason":"cancelled","message":"späte Einsicht 🙈"}"""),
            Message(Role.Host, 1UL << 32, (1UL << 53) - 1, """{"type":"ack"}"""),
            Message(Role.Host, ulong.MaxValue, ulong.MaxValue - 1, """{"type":"bye"}"""),
            Message(Role.Guest, 2, 2, ""),
        ];
        SealedResync[] resyncs =
        [
            Resync(Role.Host, 0, new ResyncState(1, 0, 2)),
            Resync(Role.Guest, 0, new ResyncState(1, 0, 2)),
            Resync(Role.Guest, 7, new ResyncState(3, 1, 1UL << 33)),
            Resync(Role.Host, ulong.MaxValue, new ResyncState(ulong.MaxValue, ulong.MaxValue - 1, 0)),
        ];
        return new ChannelVectors(
            "Messages and resyncs as they are sealed, and payloads that do not open (docs/sealed-protocol.md sections 5 and 6). The session is that of the first run of handshake.json.",
            run.Session,
            run.ChannelHostToGuest,
            run.ChannelGuestToHost,
            run.ResyncHostToGuest,
            run.ResyncGuestToHost,
            messages,
            resyncs,
            [.. MessageRefusals(messages[3].Payload), .. ResyncRefusals(resyncs[2].Payload)]);
    }

    // The fourth message: host, number 1, received 2.
    private static IEnumerable<ChannelRefusal> MessageRefusals(byte[] good)
    {
        ChannelRefusal Of(string name, byte[] payload, Role from = Role.Host, bool isHeaderRefused = false) =>
            new($"message: {name}", PayloadKind.Message, from, isHeaderRefused, payload);

        yield return Of("of the other direction", good, Role.Guest);
        yield return Of("another number", Flip(good, 8, 0x02));
        yield return Of("another number, in its highest byte", Flip(good, 1, 0x80));
        yield return Of("another confirmation", Flip(good, 16, 0x01));
        yield return Of("a flipped bit at the begin of the ciphertext", Flip(good, MessageHeaderBytes, 0x01));
        yield return Of("a flipped bit at the end of the ciphertext", Flip(good, good.Length - 17, 0x80));
        yield return Of("a flipped bit at the begin of the tag", Flip(good, good.Length - 16, 0x01));
        yield return Of("a flipped bit at the end of the tag", Flip(good, good.Length - 1, 0x80));
        yield return Of("one byte too short", good[..^1]);
        yield return Of("one byte too long", [.. good, 0]);
        yield return Of("the ciphertext left out", [.. good[..MessageHeaderBytes], .. good[^16..]]);
        yield return Of("a resync's kind", [(byte)PayloadKind.Resync, .. good[1..]], isHeaderRefused: true);
        yield return Of("nothing", [], isHeaderRefused: true);
        yield return Of("its kind alone", good[..1], isHeaderRefused: true);
        yield return Of("its header alone", good[..MessageHeaderBytes], isHeaderRefused: true);
        yield return Of("one byte less than header and tag", good[..32], isHeaderRefused: true);
    }

    // The third resync: guest, number 7.
    private static IEnumerable<ChannelRefusal> ResyncRefusals(byte[] good)
    {
        ChannelRefusal Of(string name, byte[] payload, Role from = Role.Guest, bool isHeaderRefused = false) =>
            new($"resync: {name}", PayloadKind.Resync, from, isHeaderRefused, payload);

        yield return Of("of the other direction", good, Role.Host);
        yield return Of("another number", Flip(good, 8, 0x01));
        for (var place = ResyncHeaderBytes; place < good.Length; place += 8)
        {
            yield return Of($"a flipped bit in byte {place}", Flip(good, place, 0x10));
        }

        yield return Of("one byte too short", good[..^1], isHeaderRefused: true);
        yield return Of("one byte too long", [.. good, 0], isHeaderRefused: true);
        yield return Of("a message's kind", [(byte)PayloadKind.Message, .. good[1..]], isHeaderRefused: true);
        yield return Of("nothing", [], isHeaderRefused: true);
    }

    private static byte[] Flip(byte[] good, int place, byte bit)
    {
        byte[] payload = [.. good];
        payload[place] ^= bit;
        return payload;
    }
}
