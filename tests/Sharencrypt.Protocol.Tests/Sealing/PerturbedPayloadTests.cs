using CsCheck;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Tests.Contract;

namespace Sharencrypt.Protocol.Tests.Sealing;

/// <summary>Payloads that are almost right: every bit flipped, cut anywhere, continued anyhow. None is taken, none does harm.</summary>
public sealed class PerturbedPayloadTests
{
    private static readonly HandshakeRun Run = Vectors.Read<HandshakeVectors>("handshake.json").Runs[0];
    private static readonly ChannelVectors Channel = Vectors.Read<ChannelVectors>("channel.json");
    private static readonly ChunkVectors Chunks = Vectors.Read<ChunkVectors>("chunks.json");

    [Fact]
    public void Messages()
    {
        using var keys = new SessionKeys(SecretBytes.Copy(Channel.Session));
        foreach (var message in Channel.Messages)
        {
            using var cipher = new ChannelCipher(keys, message.From);
            ShouldRefuse(message.Payload, payload =>
                ChannelCipher.TryReadMessageHeader(payload, out var number, out _) && cipher.TryOpenMessage(payload, number, out _));
        }
    }

    [Fact]
    public void Resyncs()
    {
        using var keys = new SessionKeys(SecretBytes.Copy(Channel.Session));
        foreach (var resync in Channel.Resyncs)
        {
            using var cipher = new ChannelCipher(keys, resync.From);
            ShouldRefuse(resync.Payload, payload => cipher.TryOpenResync(payload, out _, out _));
        }
    }

    [Fact]
    public void Pieces_of_streams()
    {
        foreach (var epoch in Chunks.Epochs)
        {
            using var key = SecretBytes.Copy(epoch.TransferKey);
            using var cipher = new ChunkCipher(key, epoch.Salt, epoch.Transfer, epoch.Number);
            foreach (var chunk in epoch.Chunks)
            {
                ShouldRefuse(chunk.Payload, payload => ChunkHeader.TryRead(payload, out var header) && cipher.TryOpen(header, payload, out _));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Handshakes(int step) => Gen.Select(Gen.UInt, Gen.UInt).Sample(
        (how, where) => Completes(step, payload => Perturb(payload, how, where)).Should().BeFalse(),
        iter: 120);

    [Fact]
    public void A_handshake_whose_payloads_are_left_alone_completes() => Completes(1, payload => payload).Should().BeTrue();

    private static void ShouldRefuse(byte[] good, Func<byte[], bool> isTaken)
    {
        isTaken([.. good]).Should().BeTrue();
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] payload = [.. good];
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
            isTaken(payload).Should().BeFalse("bit {0} is flipped", bit);
        }

        for (var length = 0; length < good.Length; length++)
        {
            isTaken(good[..length]).Should().BeFalse("only {0} bytes are left", length);
            isTaken(good[^length..]).Should().BeFalse("only the last {0} bytes are left", length);
        }

        foreach (var more in new byte[][] { [0], [0xff], new byte[16], good })
        {
            isTaken([.. good, .. more]).Should().BeFalse("{0} bytes follow", more.Length);
        }
    }

    private static byte[] Perturb(byte[] good, uint how, uint where)
    {
        byte[] payload = [.. good];
        switch (how % 8)
        {
            case 0:
                return payload[..(int)(where % payload.Length)];
            case 1:
                return [.. payload, .. new byte[1 + (where % 70)]];
            case 2:
                payload.AsSpan((int)(where % payload.Length)).Reverse();
                return payload.AsSpan().SequenceEqual(good) ? [] : payload;
            case 3:
                payload.AsSpan((int)(where % payload.Length)).Clear();
                return payload.AsSpan().SequenceEqual(good) ? [] : payload;
            default:
                payload[where / 8 % payload.Length] ^= (byte)(1 << (int)(where % 8));
                return payload;
        }
    }

    private static bool Completes(int step, Func<byte[], byte[]> change)
    {
        using var password = SecretBytes.Copy(Run.Password);
        using var host = new HostHandshake(Run.Context, password, new FixedRandomness(Run.X, Run.KemSeed));
        using var guest = new GuestHandshake(Run.Context, password, new FixedRandomness(Run.KemRandomness, Run.Y));
        var step1 = host.Step1.ToArray();
        if (guest.Begin(step == 1 ? change(step1) : step1, out var step2) != HandshakeError.None)
        {
            step2.Should().BeEmpty();
            return false;
        }

        var hostError = host.Finish(step == 2 ? change(step2) : step2, out var step3, out var hostKeys);
        using (hostKeys)
        {
            if (hostError != HandshakeError.None)
            {
                step3.Should().BeEmpty("a wrong guess learns nothing");
                hostKeys.Should().BeNull();
                return false;
            }

            var guestError = guest.Finish(step == 3 ? change(step3) : step3, out var guestKeys);
            using (guestKeys)
            {
                (guestKeys is null).Should().Be(guestError != HandshakeError.None);
                return guestKeys is not null;
            }
        }
    }
}
