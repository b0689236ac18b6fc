using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Sharencrypt.Relay.Memory;

/// <summary>Makes Kestrel's pools (one for each of its I/O queues) and trims them all.</summary>
internal sealed class BlockPools(int maxFreeBytes) : IMemoryPoolFactory<byte>
{
    // From here on a collection is worth its price: blocks that were let go are the collector's, and an idle relay
    // allocates too little for it to come by itself.
    private const long WorthCollectingBytes = 64L * 1024 * 1024;

    private readonly Lock _gate = new();

    // Owner of both: _gate.
    private readonly List<BlockPool> _pools = [];
    private long _droppedBytes;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null)
    {
        var pool = new BlockPool(maxFreeBytes / BlockPool.BlockBytes);
        lock (_gate)
        {
            _pools.Add(pool);
        }

        return pool;
    }

    /// <summary>Bytes in use now.</summary>
    public long RentedBytes
    {
        get
        {
            lock (_gate)
            {
                return _pools.Sum(pool => pool.RentedBytes);
            }
        }
    }

    /// <summary>Gives memory back after a burst. Called every few seconds.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            var dropped = _pools.Sum(pool => pool.Trim());
            _droppedBytes += dropped;
            if (_droppedBytes >= WorthCollectingBytes && dropped < WorthCollectingBytes / 4)
            {
                _droppedBytes = 0;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }
}
