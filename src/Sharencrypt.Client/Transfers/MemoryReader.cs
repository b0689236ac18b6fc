namespace Sharencrypt.Client.Transfers;

/// <summary>Reads a text from memory.</summary>
internal sealed class MemoryReader(ReadOnlyMemory<byte> bytes, int chunkBytes) : ISourceReader
{
    public ValueTask<SourceRead> ReadAsync(long index, long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        bytes.Slice((int)position, buffer.Length).CopyTo(buffer);
        return ValueTask.FromResult(new SourceRead(buffer.Length, IsEnd: false, []));
    }

    public void Confirm(long written)
    {
        // Everything stays in memory.
    }

    public long? PositionOf(long index) => Math.Min(index * chunkBytes, bytes.Length);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
