using System.Globalization;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/chunks.json through the real cipher.</summary>
public sealed class ChunkVectorTests
{
    private static readonly ChunkVectors File = Vectors.Read<ChunkVectors>("chunks.json");

    public static TheoryData<string> Epochs => Vectors.Names(File.Epochs.Select(epoch => epoch.Name));

    public static TheoryData<string> Refusals => Vectors.Names(File.Refusals.Select(refusal => refusal.Name));

    [Theory]
    [MemberData(nameof(Epochs))]
    public void Chunks_are_sealed_and_opened_as_the_vectors_say(string name)
    {
        var epoch = File.Epochs.Single(epoch => epoch.Name == name);
        using var transferKey = SecretBytes.Copy(epoch.TransferKey);
        using var key = KeySchedule.Epoch(transferKey, epoch.Salt, epoch.Transfer, epoch.Number);
        key.Matches(epoch.Key).Should().BeTrue();
        using var cipher = Cipher(epoch);
        foreach (var chunk in epoch.Chunks)
        {
            var header = new ChunkHeader(epoch.Transfer, epoch.Number, ulong.Parse(chunk.Index, CultureInfo.InvariantCulture), chunk.Final);
            byte[] payload = [.. new byte[ChunkHeader.Bytes], .. chunk.Plaintext, .. new byte[16]];
            cipher.Seal(header.Index, chunk.Final, payload);
            payload.Should().Equal(chunk.Payload);
            ChunkHeader.TryRead(payload, out var read).Should().BeTrue();
            read.Should().Be(header);
            cipher.TryOpen(read, payload, out var plaintext).Should().BeTrue();
            plaintext.ToArray().Should().Equal(chunk.Plaintext);
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_payload_does_not_open(string name)
    {
        var refusal = File.Refusals.Single(refusal => refusal.Name == name);
        ChunkHeader.TryRead(refusal.Payload, out var header).Should().Be(!refusal.IsHeaderRefused);
        if (!refusal.IsHeaderRefused)
        {
            using var cipher = Cipher(File.Epochs.Single(epoch => epoch.Name == refusal.Epoch));
            byte[] payload = [.. refusal.Payload];
            cipher.TryOpen(header, payload, out var plaintext).Should().BeFalse();
            plaintext.IsEmpty.Should().BeTrue();
        }
    }

    private static ChunkCipher Cipher(Epoch epoch)
    {
        using var key = SecretBytes.Copy(epoch.TransferKey);
        return new ChunkCipher(key, epoch.Salt, epoch.Transfer, epoch.Number);
    }
}
