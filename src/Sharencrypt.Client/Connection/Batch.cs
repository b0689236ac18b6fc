using System.Buffers;

namespace Sharencrypt.Client.Connection;

/// <summary>Bytes on their way to the relay, and where in the stream they begin.</summary>
internal sealed class Batch(long offset, int capacity) : IDisposable
{
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public long Offset { get; } = offset;

    public int Length { get; private set; }

    public bool IsFull => Length == capacity;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    public int Append(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, capacity - Length);
        bytes[..taken].CopyTo(_bytes.AsSpan(Length));
        Length += taken;
        return taken;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
