using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sharencrypt.Protocol.Tests;

/// <summary>The contract's data, which both languages read: <c>vectors/README.md</c> says what is in which file.</summary>
internal static class Vectors
{
    // What a vector says and its model does not know would be a rule that nobody checks.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new HexConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "vectors", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"vectors/{name} is not above the tests.");
    }

    public static T Read<T>(string name) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(PathOf(name)), Options) ?? throw new InvalidOperationException($"vectors/{name} is null.");

    public static string Write<T>(T vectors) => JsonSerializer.Serialize(vectors, Options) + "\n";

    /// <summary>The names of cases, as rows of a theory; two of one name would hide each other.</summary>
    public static TheoryData<string> Names(IEnumerable<string> names)
    {
        var rows = new TheoryData<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            rows.Add(known.Add(name) ? name : throw new InvalidOperationException($"Two cases are called “{name}”."));
        }

        return rows;
    }

    private sealed class HexConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Convert.FromHexString(reader.GetString() ?? throw new JsonException("Bytes are a text in hexadecimal."));

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Convert.ToHexStringLower(value));
    }
}
