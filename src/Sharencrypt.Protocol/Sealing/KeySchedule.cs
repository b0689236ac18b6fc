using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sharencrypt.Protocol.Sealing;

/// <summary>Every derivation of docs/sealed-protocol.md section 4, with its label. No key is derived anywhere else, but for the scalar of <see cref="Spake2"/>.</summary>
public static class KeySchedule
{
    /// <summary>Bytes of every symmetric key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of the salt of an epoch.</summary>
    public const int EpochSaltBytes = 16;

    private const string Prefix = "sharencrypt/1 ";
    private const int PhraseBytes = 8;
    private const int PhraseWords = 4;
    private const int BitsPerWord = 11;
    private const int ResumptionRoomBytes = 16;

    /// <summary>The session secret from the two shared secrets and the transcript.</summary>
    /// <param name="passwordKey">Ke, 16 bytes.</param>
    /// <param name="kemSecret">ss, 32 bytes.</param>
    /// <param name="transcript">The transcript of the whole handshake.</param>
    internal static SecretBytes Session(SecretBytes passwordKey, ReadOnlySpan<byte> kemSecret, ReadOnlySpan<byte> transcript)
    {
        byte[] material = [.. passwordKey.Span, .. kemSecret];
        var session = HKDF.Extract(HashAlgorithmName.SHA256, material, SHA256.HashData(transcript));
        CryptographicOperations.ZeroMemory(material);
        return SecretBytes.Own(session);
    }

    /// <summary>Key of the messages of one direction.</summary>
    internal static SecretBytes Channel(SecretBytes session, Role sender) => Expand(session, "channel " + Direction(sender), KeyBytes);

    /// <summary>Key of the resyncs of one direction.</summary>
    internal static SecretBytes Resync(SecretBytes session, Role sender) => Expand(session, "resync " + Direction(sender), KeyBytes);

    /// <summary>The token that opens the locked room.</summary>
    internal static SecretBytes RoomToken(SecretBytes session) => Expand(session, "room token", KeyBytes);

    /// <summary>The long secret of the pair.</summary>
    internal static SecretBytes Resumption(SecretBytes session) => Expand(session, "resumption secret", KeyBytes);

    /// <summary>Four words that both people see when nobody sits between them.</summary>
    internal static string VerificationPhrase(SecretBytes session)
    {
        using var secret = Expand(session, "verification phrase", PhraseBytes);
        var bits = BinaryPrimitives.ReadUInt64BigEndian(secret.Span);
        var words = Enumerable.Range(1, PhraseWords)
            .Select(place => (int)(bits >> (64 - (place * BitsPerWord))) & (Codes.WordList.Count - 1));
        return string.Join(' ', words.Select(index => Codes.WordList.All[index]));
    }

    /// <summary>The room in which a pair meets again.</summary>
    /// <param name="resumption">The long secret, 32 bytes.</param>
    public static string ResumptionRoom(SecretBytes resumption)
    {
        using var room = Expand(resumption, "resumption room", ResumptionRoomBytes);
        return Convert.ToHexStringLower(room.Span);
    }

    /// <summary>The password with which a pair meets again; the caller disposes it.</summary>
    /// <param name="resumption">The long secret, 32 bytes.</param>
    public static SecretBytes ResumptionPassword(SecretBytes resumption) => Expand(resumption, "resumption password", KeyBytes);

    /// <summary>The key of one epoch of a transfer's stream; the caller disposes it.</summary>
    /// <param name="transferKey">32 random bytes of the transfer.</param>
    /// <param name="salt">16 fresh random bytes of the epoch.</param>
    /// <param name="transfer">The transfer's number.</param>
    /// <param name="epoch">The epoch's number.</param>
    public static SecretBytes Epoch(SecretBytes transferKey, ReadOnlySpan<byte> salt, uint transfer, uint epoch)
    {
        ArgumentNullException.ThrowIfNull(transferKey);
        var label = Encoding.ASCII.GetBytes(Prefix + "epoch");
        var info = new byte[label.Length + (2 * sizeof(uint))];
        label.CopyTo(info, 0);
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(label.Length), transfer);
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(label.Length + sizeof(uint)), epoch);
        var key = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, transferKey.Span, key, salt, info);
        return SecretBytes.Own(key);
    }

    private static string Direction(Role sender) => sender == Role.Host ? "host to guest" : "guest to host";

    private static SecretBytes Expand(SecretBytes secret, string label, int length)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var output = new byte[length];
        HKDF.Expand(HashAlgorithmName.SHA256, secret.Span, output, Encoding.ASCII.GetBytes(Prefix + label));
        return SecretBytes.Own(output);
    }
}
