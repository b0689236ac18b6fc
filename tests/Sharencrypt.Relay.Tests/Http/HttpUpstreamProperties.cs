using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using Sharencrypt.Reference;
using Sharencrypt.Relay.Connections.Http;

namespace Sharencrypt.Relay.Tests.Http;

/// <summary>Bodies that overlap, against the reference: what is there already is skipped, whatever the second one says.</summary>
public sealed class HttpUpstreamProperties
{
    // The relay takes 256 KiB in one step.
    private static readonly Gen<byte[]> Bodies = Gen.Frequency(
        (100, Gen.Byte.Array[0, 60]),
        (1, Gen.Select(Gen.Int[262_140, 262_150], Gen.Byte, (size, first) => Enumerable.Range(first, size).Select(number => (byte)(number % 251)).ToArray())));

    [Fact]
    public Task Bodies_are_put_together_as_their_reference_does() =>
        Gen.Select(Gen.Int[0, 80], Bodies, Gen.Int[1, 30]).Array[1, 12].SampleAsync(CheckAsync, iter: 1_000);

    private static async Task CheckAsync((int Back, byte[] Body, int ReadBytes)[] uploads)
    {
        var reference = new UploadReference();
        var fast = new HttpUpstream(MemoryPool<byte>.Shared, TimeProvider.System);
        var stream = new List<byte>();
        foreach (var (back, body, readBytes) in uploads)
        {
            var offset = Math.Max(0, reference.Stream.Count - back);
            var (position, refusal) = await fast.TakeAsync(offset, body.Length, Read(body, readBytes), CancellationToken.None);
            DifferenceException.ThrowIfDifferent(position, reference.Take(offset, body), $"{body.Length} bytes from byte {offset} on");
            refusal.Should().BeNull();
            if (fast.Reader.TryRead(out var result))
            {
                stream.AddRange(result.Buffer.ToArray());
                fast.Reader.AdvanceTo(result.Buffer.End);
            }
        }

        DifferenceException.ThrowIfDifferent(Convert.ToHexString([.. stream]), Convert.ToHexString([.. reference.Stream]), "the stream");
    }

    // A small body comes in reads of so many bytes, a large one at once.
    private static PipeReader Read(byte[] body, int readBytes) => body.Length > 60
        ? PipeReader.Create(new ReadOnlySequence<byte>(body))
        : PipeReader.Create(new MemoryStream(body), new StreamPipeReaderOptions(bufferSize: readBytes, minimumReadSize: 1));
}
