namespace Sharencrypt.Reference;

/// <summary>The masking of RFC 6455 section 5.3: transformed-octet-i = original-octet-i XOR masking-key-octet-(i MOD 4).</summary>
public static class MaskReference
{
    /// <summary>Masks or unmasks a whole payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The four bytes of the key, in the order of the wire.</param>
    public static byte[] Apply(IReadOnlyList<byte> payload, IReadOnlyList<byte> key)
    {
        var masked = new byte[payload.Count];
        for (var i = 0; i < payload.Count; i++)
        {
            masked[i] = (byte)(payload[i] ^ key[i % 4]);
        }

        return masked;
    }
}
