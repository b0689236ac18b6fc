using System.Buffers.Text;
using System.Text.Json;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// The members of a JSON object that a peer wrote, each taken only in the form that is asked for: null stands for absent or
/// malformed. Members that nobody asks for are never looked at.
/// </summary>
internal readonly struct JsonMembers(JsonElement json)
{
    /// <summary>Whether a member is there at all; <c>null</c> counts as absent.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text of at most so many characters.</summary>
    public string? Text(string name, int maxLength)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.String } member)
        {
            return null;
        }

        try
        {
            var text = member.GetString()!;
            return text.Length <= maxLength ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // An escaped half of a surrogate pair.
        }
    }

    /// <summary>An integer from 0 to 2^53 - 1, or to <paramref name="max"/>.</summary>
    public long? Count(string name, long max = TransferLimits.MaxStreamBytes) => Number(name, 0, max);

    /// <summary>An integer within bounds.</summary>
    public long? Number(string name, long min, long max) =>
        Find(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var value) && value >= min && value <= max ? value : null;

    /// <summary>True or false.</summary>
    public bool? Flag(string name) => Find(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Exactly so many bytes in base64url without padding or anything else.</summary>
    public byte[]? Bytes(string name, int length)
    {
        // A text of just the right length has no place for the white space and padding that the decoder would let pass.
        var text = Text(name, Base64Url.GetEncodedLength(length));
        return text?.Length == Base64Url.GetEncodedLength(length) && Base64Url.IsValid(text, out var decodedLength) && decodedLength == length
            ? Base64Url.DecodeFromChars(text)
            : null;
    }

    /// <summary>A list of at least one object.</summary>
    public IReadOnlyList<JsonMembers>? Objects(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            return null;
        }

        var objects = new List<JsonMembers>(list.GetArrayLength());
        foreach (var member in list.EnumerateArray())
        {
            if (member.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            objects.Add(new JsonMembers(member));
        }

        return objects;
    }

    private JsonElement? Find(string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
}
