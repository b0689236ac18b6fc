using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>A buffer for one whole frame, rented from a pool of exactly such buffers and given back by disposal.</summary>
/// <remarks>The shared array pool would hand out half a mebibyte for each; frames are just above a power of two.</remarks>
internal sealed class FrameBuffer : IDisposable
{
    // The usual window that waits to be stored, and those under way; what a longer path needs beyond is left to the collector.
    private const int Kept = 64;

    private static readonly Stack<FrameBuffer> Pool = []; // Guarded by a lock on itself.

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(RelayLimits.LongestFrameBytes);
    private bool _isRented;

    private FrameBuffer()
    {
    }

    /// <summary>How many bytes of the frame are in it.</summary>
    public int Length { get; set; }

    /// <summary>All of the buffer.</summary>
    public Memory<byte> Whole => _isRented ? _bytes : throw new ObjectDisposedException(nameof(FrameBuffer));

    /// <summary>The frame.</summary>
    public Span<byte> Frame => Whole.Span[..Length];

    /// <summary>The payload of a data frame.</summary>
    public Span<byte> Payload => Frame[RelayLimits.DataHeaderBytes..];

    /// <summary>One for the caller alone, until it is disposed, which is done once.</summary>
    public static FrameBuffer Rent()
    {
        lock (Pool)
        {
            var buffer = Pool.TryPop(out var pooled) ? pooled : new FrameBuffer();
            (buffer._isRented, buffer.Length) = (true, 0);
            return buffer;
        }
    }

    public void Dispose()
    {
        lock (Pool)
        {
            if (_isRented && Pool.Count < Kept)
            {
                Pool.Push(this);
            }

            _isRented = false;
        }
    }
}
