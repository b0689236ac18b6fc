using System.Collections.Concurrent;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>A buffer for one whole frame, rented from a pool of exactly such buffers and given back by disposal.</summary>
/// <remarks>The shared array pool would hand out half a mebibyte for each; frames are just above a power of two.</remarks>
internal sealed class FrameBuffer : IDisposable
{
    private const int Kept = 32;

    private static readonly ConcurrentBag<byte[]> Pool = [];

    private byte[]? _bytes;

    private FrameBuffer(byte[] bytes) => _bytes = bytes;

    /// <summary>How many bytes of the frame are in it.</summary>
    public int Length { get; set; }

    /// <summary>All of the buffer.</summary>
    public Memory<byte> Whole => _bytes ?? throw new ObjectDisposedException(nameof(FrameBuffer));

    /// <summary>The frame.</summary>
    public Span<byte> Frame => Whole.Span[..Length];

    /// <summary>The payload of a data frame.</summary>
    public Span<byte> Payload => Frame[RelayLimits.DataHeaderBytes..];

    public static FrameBuffer Rent() => new(Pool.TryTake(out var bytes) ? bytes : GC.AllocateUninitializedArray<byte>(RelayLimits.LongestFrameBytes));

    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, null);
        if (bytes is not null && Pool.Count < Kept)
        {
            Pool.Add(bytes);
        }
    }
}
