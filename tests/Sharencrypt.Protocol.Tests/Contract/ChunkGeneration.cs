using System.Security.Cryptography;
using System.Text;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>Makes vectors/chunks.json.</summary>
internal static class ChunkGeneration
{
    private const int FlagsPlace = 1;
    private const int TransferPlace = 5;
    private const int EpochPlace = 9;
    private const int IndexPlace = 17;
    private const int TextPlace = 18;

    public static ChunkVectors Make()
    {
        var key = Chance("transfer key");
        var first = Epoch("epoch 0", key, 0, 0, new Piece(0, false, "The first chunk"), new Piece(1, false, "x"), new Piece(2, true, "the last one."));
        var again = Epoch("epoch 1, the same transfer", key, 0, 1, new Piece(1, false, "y"), new Piece(2, true, ""));
        var other = Epoch("another transfer under the same key", key, 2, 0, new Piece(0, true, ""));
        var large = Epoch("large numbers", Chance("another key"), uint.MaxValue, uint.MaxValue, new Piece(1UL << 35, false, "far"), new Piece(ulong.MaxValue, true, "farthest"));
        return new ChunkVectors(
            "Chunks as they are sealed, and payloads that do not open (docs/sealed-protocol.md sections 4 and 7.2).",
            [first, again, other, large],
            [.. Refusals(first.Chunks[0].Payload, first.Chunks[2].Payload)]);
    }

    private static Epoch Epoch(string name, byte[] transferKey, uint transfer, uint number, params IReadOnlyList<Piece> chunks)
    {
        var salt = Chance($"{name}: salt")[..KeySchedule.EpochSaltBytes];
        using var secret = SecretBytes.Copy(transferKey);
        using var key = KeySchedule.Epoch(secret, salt, transfer, number);
        using var cipher = new ChunkCipher(secret, salt, transfer, number);
        var list = new List<SealedChunk>();
        foreach (var (index, isFinal, text) in chunks)
        {
            var plaintext = Encoding.ASCII.GetBytes(text);
            byte[] payload = [.. new byte[TextPlace], .. plaintext, .. new byte[16]];
            cipher.Seal(index, isFinal, payload);
            list.Add(new SealedChunk($"{index}", isFinal, plaintext, payload));
        }

        return new Epoch(name, transferKey, salt, transfer, number, key.Span.ToArray(), list);
    }

    private static IEnumerable<ChunkRefusal> Refusals(byte[] first, byte[] last)
    {
        ChunkRefusal Of(string name, byte[] payload, bool isHeaderRefused = false, string epoch = "epoch 0") => new(name, epoch, isHeaderRefused, payload);

        yield return Of("the final flag set", Flip(first, FlagsPlace, 0x01));
        yield return Of("the final flag cleared", Flip(last, FlagsPlace, 0x01));
        yield return Of("another index", Flip(first, IndexPlace, 0x01));
        yield return Of("another index, in its highest byte", Flip(first, 10, 0x80));
        yield return Of("another epoch in the header", Flip(first, EpochPlace, 0x01));
        yield return Of("another transfer in the header", Flip(first, TransferPlace, 0x02));
        yield return Of("the key of the next epoch", first, epoch: "epoch 1, the same transfer");
        yield return Of("the key of the next epoch, and its number", Flip(first, EpochPlace, 0x01), epoch: "epoch 1, the same transfer");
        yield return Of("the key of another transfer, and its number", Flip(first, TransferPlace, 0x02), epoch: "another transfer under the same key");
        yield return Of("a flipped bit at the begin of the ciphertext", Flip(first, TextPlace, 0x01));
        yield return Of("a flipped bit at the end of the ciphertext", Flip(first, first.Length - 17, 0x80));
        yield return Of("a flipped bit at the begin of the tag", Flip(first, first.Length - 16, 0x01));
        yield return Of("a flipped bit at the end of the tag", Flip(first, first.Length - 1, 0x80));
        yield return Of("one byte too short", first[..^1]);
        yield return Of("one byte too long", [.. first, 0]);
        yield return Of("the ciphertext left out", [.. first[..TextPlace], .. first[^16..]]);
        yield return Of("another flag set", Flip(first, FlagsPlace, 0x02), isHeaderRefused: true);
        yield return Of("the highest flag set", Flip(last, FlagsPlace, 0x80), isHeaderRefused: true);
        yield return Of("another kind", [(byte)PayloadKind.Message, .. first[1..]], isHeaderRefused: true);
        yield return Of("nothing", [], isHeaderRefused: true);
        yield return Of("the header alone", first[..TextPlace], isHeaderRefused: true);
        yield return Of("one byte less than header and tag", first[..33], isHeaderRefused: true);
    }

    private static byte[] Flip(byte[] good, int place, byte bit)
    {
        byte[] payload = [.. good];
        payload[place] ^= bit;
        return payload;
    }

    private readonly record struct Piece(ulong Index, bool IsFinal, string Text);

    private static byte[] Chance(string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes(purpose));
}
