using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Tests.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>Makes vectors/handshake.json. Its randomness is SHA-256 of what it is for, so that anybody can see that nothing hides in it.</summary>
internal static class HandshakeGeneration
{
    private const int ShareStart = 3;
    private const int ShareBytes = 65;
    private const int KemKeyStart = ShareStart + ShareBytes;
    private const string CodeRun = "the secret of a code";

    public static HandshakeVectors Make()
    {
        var code = Run(CodeRun, "4821", 0, 1, Encoding.ASCII.GetBytes("velvet-orbit"));
        var resumption = Run("a long secret", code.ResumptionRoom, 0, 1, code.ResumptionPassword);
        var third = Run("another room, other slots, a chosen code", "team7", 0, 63, Encoding.ASCII.GetBytes("correct-horse-battery-staple"));
        return new HandshakeVectors(
            "Whole handshakes with all chance fixed, and payloads that are refused (docs/sealed-protocol.md sections 3 and 4).",
            [code, resumption, third],
            [.. GuestRefusals(code), .. HostRefusals(code), .. LastRefusals(code, third)]);
    }

    private static HandshakeRun Run(string name, string room, byte hostSlot, byte guestSlot, byte[] password)
    {
        var x = Chance($"{name}: x");
        var y = Chance($"{name}: y");
        byte[] kemSeed = [.. Chance($"{name}: d"), .. Chance($"{name}: z")];
        var kemRandomness = Chance($"{name}: m");
        var context = new HandshakeContext(room, hostSlot, guestSlot);
        using var secret = SecretBytes.Copy(password);
        using var w = Spake2.PasswordToScalar(secret);
        using var host = new HostHandshake(context, secret, new FixedRandomness(x, kemSeed));
        using var guest = new GuestHandshake(context, secret, new FixedRandomness(kemRandomness, y));
        guest.Begin(host.Step1.Span, out var step2).Should().Be(HandshakeError.None);
        host.Finish(step2, out var step3, out var keys).Should().Be(HandshakeError.None);
        using var sameKeys = keys!;

        var data = context.ConfirmationData(host.Step1.Span, step2.AsSpan(..^Spake2.ConfirmationBytes));
        var transcript = context.Transcript(host.Step1.Span, step2, step3);
        KeyEncapsulation.TryEncapsulate(host.Step1.Span[KemKeyStart..], new FixedRandomness(kemRandomness), out _, out var ss);
        using var spake = new Spake2(isA: true, "host"u8, "guest"u8, w.Span, new FixedRandomness(x));
        spake.TryFinish(step2.AsSpan(ShareStart, ShareBytes), data, out var spakeKeys).Should().BeTrue();
        using var session = KeySchedule.Session(spakeKeys!.SharedKey, ss, transcript);
        return new HandshakeRun
        {
            Name = name,
            Room = room,
            HostSlot = hostSlot,
            GuestSlot = guestSlot,
            Password = password,
            X = x,
            Y = y,
            KemSeed = kemSeed,
            KemRandomness = kemRandomness,
            W = w.Span.ToArray(),
            Step1 = host.Step1.ToArray(),
            Step2 = step2,
            Step3 = step3,
            ConfirmationData = data,
            Ke = spakeKeys.SharedKey.Span.ToArray(),
            Ss = ss,
            TranscriptHash = SHA256.HashData(transcript),
            Session = session.Span.ToArray(),
            ChannelHostToGuest = Bytes(keys!.ChannelKey(Role.Host)),
            ChannelGuestToHost = Bytes(keys.ChannelKey(Role.Guest)),
            ResyncHostToGuest = Bytes(keys.ResyncKey(Role.Host)),
            ResyncGuestToHost = Bytes(keys.ResyncKey(Role.Guest)),
            RoomToken = keys.RoomToken.Span.ToArray(),
            VerificationPhrase = keys.VerificationPhrase,
            ResumptionSecret = keys.Resumption.Span.ToArray(),
            ResumptionRoom = KeySchedule.ResumptionRoom(keys.Resumption),
            ResumptionPassword = Bytes(KeySchedule.ResumptionPassword(keys.Resumption)),
        };
    }

    private static IEnumerable<HandshakeRefusal> GuestRefusals(HandshakeRun run)
    {
        foreach (var refusal in FormRefusals(run, 1, run.Step1).Concat(ShareRefusals(run, 1, run.Step1, mine: run.Step2, blind: M)))
        {
            yield return refusal;
        }

        yield return Refuse(run, 1, "the first coefficient of the KEM key is q", HandshakeError.Malformed, run.Step1, payload =>
        {
            payload[KemKeyStart] = 0x01; // 3329 = 0xd01
            payload[KemKeyStart + 1] = (byte)((payload[KemKeyStart + 1] & 0xf0) | 0x0d);
        });
        yield return Refuse(run, 1, "the last coefficient of the KEM key is 4095", HandshakeError.Malformed, run.Step1, payload =>
        {
            payload[KemKeyStart + 1151] = 0xff;
            payload[KemKeyStart + 1150] |= 0xf0;
        });
    }

    private static IEnumerable<HandshakeRefusal> HostRefusals(HandshakeRun run)
    {
        foreach (var refusal in FormRefusals(run, 2, run.Step2).Concat(ShareRefusals(run, 2, run.Step2, mine: run.Step1, blind: N)))
        {
            yield return refusal;
        }

        yield return Refuse(run, 2, "a flipped bit in the KEM ciphertext", HandshakeError.WrongSecret, run.Step2, payload => payload[KemKeyStart] ^= 0x01);
        yield return Refuse(run, 2, "a flipped bit in the confirmation", HandshakeError.WrongSecret, run.Step2, payload => payload[^1] ^= 0x01);
        yield return Refuse(run, 2, "the confirmation of the host's kind", HandshakeError.WrongSecret, run.Step2, payload => run.Step3.AsSpan(3).CopyTo(payload.AsSpan(^32..)));
        yield return Answer(run, "a wrong secret", run.Context, Encoding.ASCII.GetBytes("velvet-river"));
        yield return Answer(run, "an answer for another room", run.Context with { Room = "4822" }, run.Password);
        yield return Answer(run, "an answer for another host slot", run.Context with { HostSlot = 2 }, run.Password);
        yield return Answer(run, "an answer from another guest slot", run.Context with { GuestSlot = 2 }, run.Password);
    }

    private static IEnumerable<HandshakeRefusal> LastRefusals(HandshakeRun run, HandshakeRun other)
    {
        foreach (var refusal in FormRefusals(run, 3, run.Step3))
        {
            yield return refusal;
        }

        yield return Refuse(run, 3, "a flipped bit in the confirmation", HandshakeError.WrongSecret, run.Step3, payload => payload[3] ^= 0x80);
        yield return Refuse(run, 3, "the guest's own confirmation", HandshakeError.WrongSecret, run.Step3, payload => run.Step2.AsSpan(^32..).CopyTo(payload.AsSpan(3)));
        yield return new HandshakeRefusal("step 3: of another run", run.Name, 3, HandshakeError.WrongSecret, other.Step3);
    }

    private static IEnumerable<HandshakeRefusal> FormRefusals(HandshakeRun run, int step, byte[] good)
    {
        HandshakeRefusal Of(string name, HandshakeError error, byte[] payload) => new($"step {step}: {name}", run.Name, step, error, payload);
        yield return Of("nothing", HandshakeError.Malformed, []);
        yield return Of("kind and step alone", HandshakeError.Malformed, good[..2]);
        yield return Of("kind, step and version alone", HandshakeError.Malformed, good[..3]);
        yield return Of("one byte too short", HandshakeError.Malformed, good[..^1]);
        yield return Of("one byte too long", HandshakeError.Malformed, [.. good, 0]);
        yield return Of("version 2", HandshakeError.Version, [good[0], good[1], 2, .. good[3..]]);
        yield return Of("version 2 of another length", HandshakeError.Version, [good[0], good[1], 2, 0xaa]);
        yield return Of("version 0", HandshakeError.Version, [good[0], good[1], 0, .. good[3..]]);
        yield return Of("a step of the other side", HandshakeError.Malformed, [good[0], (byte)(step == 2 ? 1 : 2), .. good[2..]]);
        yield return Of("another kind", HandshakeError.Malformed, [2, .. good[1..]]);
    }

    private static IEnumerable<HandshakeRefusal> ShareRefusals(HandshakeRun run, int step, byte[] good, byte[] mine, string blind)
    {
        var p = CustomNamedCurves.GetByName("P-256").Curve.Field.Characteristic;
        var share = good.AsSpan(ShareStart, ShareBytes).ToArray();
        HandshakeRefusal With(string name, byte[] point) =>
            Refuse(run, step, name, HandshakeError.Malformed, good, payload => point.CopyTo(payload, ShareStart));

        yield return With("a share off the curve", [.. share[..64], (byte)(share[64] ^ 0x01)]);
        yield return With("a compressed share", [(byte)(2 + (share[64] & 1)), .. share[1..33], .. new byte[32]]);
        yield return With("a hybrid share", [(byte)(6 + (share[64] & 1)), .. share[1..]]);
        yield return With("the identity as one zero", new byte[65]);
        yield return With("the identity as zero coordinates", [4, .. new byte[64]]);
        yield return With("x not below the field's prime", SmallPointWrittenLarge(p));
        yield return With("y not below the field's prime", [4, .. share[1..33], .. ToFixed(p.Add(BigInteger.One))]);
        yield return With("x as large as can be", [4, .. Enumerable.Repeat((byte)0xff, 32), .. share[33..]]);
        yield return With("the receiver's own share", mine[ShareStart..(ShareStart + ShareBytes)]);
        yield return With("a share that leads to the identity", Blind(blind, run.W));
    }

    // A point of the curve with a small x, written as x + p: the same point to whoever forgets to look.
    private static byte[] SmallPointWrittenLarge(BigInteger p)
    {
        var curve = CustomNamedCurves.GetByName("P-256").Curve;
        for (var x = BigInteger.One; ; x = x.Add(BigInteger.One))
        {
            try
            {
                var point = curve.DecodePoint([2, .. ToFixed(x)]);
                return [4, .. ToFixed(x.Add(p)), .. point.AffineYCoord.GetEncoded()];
            }
            catch (ArgumentException)
            {
                // Not every number is the x of a point.
            }
        }
    }

    private static byte[] Blind(string point, byte[] w)
    {
        var curve = CustomNamedCurves.GetByName("P-256").Curve;
        return curve.DecodePoint(Convert.FromHexString(point)).Multiply(new BigInteger(1, w)).Normalize().GetEncoded(compressed: false);
    }

    private static HandshakeRefusal Refuse(HandshakeRun run, int step, string name, HandshakeError error, byte[] good, Action<byte[]> change)
    {
        byte[] payload = [.. good];
        change(payload);
        return new HandshakeRefusal($"step {step}: {name}", run.Name, step, error, payload);
    }

    private static HandshakeRefusal Answer(HandshakeRun run, string name, HandshakeContext context, byte[] password)
    {
        using var secret = SecretBytes.Copy(password);
        using var guest = new GuestHandshake(context, secret, new FixedRandomness(run.KemRandomness, run.Y));
        guest.Begin(run.Step1, out var step2).Should().Be(HandshakeError.None);
        return new HandshakeRefusal($"step 2: {name}", run.Name, 2, HandshakeError.WrongSecret, step2);
    }

    private static byte[] Chance(string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes(purpose));

    private static byte[] Bytes(SecretBytes secret)
    {
        using (secret)
        {
            return secret.Span.ToArray();
        }
    }

    private static byte[] ToFixed(BigInteger value)
    {
        var bytes = value.ToByteArrayUnsigned();
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private const string M = "02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f";
    private const string N = "03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49";
}
