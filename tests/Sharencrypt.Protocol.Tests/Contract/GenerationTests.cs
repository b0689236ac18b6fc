namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>
/// The vectors that hold bytes are made by this program, and checked by another one (tests/interop/vectors).
/// <c>SHARENCRYPT_WRITE_VECTORS=1</c> writes them anew.
/// </summary>
public sealed class GenerationTests
{
    private static readonly bool IsWriting = Environment.GetEnvironmentVariable("SHARENCRYPT_WRITE_VECTORS") == "1";

    [Fact]
    public void The_tree_holds_the_handshakes_that_are_generated() => Check("handshake.json", HandshakeGeneration.Make());

    [Fact]
    public void The_tree_holds_the_channel_that_is_generated() => Check("channel.json", ChannelGeneration.Make());

    [Fact]
    public void The_tree_holds_the_chunks_that_are_generated() => Check("chunks.json", ChunkGeneration.Make());

    private static void Check<T>(string name, T vectors)
    {
        var text = Vectors.Write(vectors);
        var path = Path.Combine(Path.GetDirectoryName(Vectors.PathOf("words.txt"))!, name);
        if (IsWriting)
        {
            File.WriteAllText(path, text);
        }

        (File.ReadAllText(path) == text).Should().BeTrue($"vectors/{name} is what its generator makes");
    }
}
