using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Sharencrypt.Relay.Memory;

/// <summary>Makes Kestrel's pools (one for each of its I/O queues) and trims them all.</summary>
/// <param name="maxWarmBytes">How much memory all pools together may keep unused from one trim to the next.</param>
internal sealed class BlockPools(long maxWarmBytes) : IMemoryPoolFactory<byte>
{
    private readonly Lock _gate = new();

    // Owner: _gate.
    private readonly List<BlockPool> _pools = [];

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

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null)
    {
        var pool = new BlockPool();
        lock (_gate)
        {
            _pools.Add(pool);
        }

        return pool;
    }

    /// <summary>Gives memory back after a burst. Called every few seconds.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            foreach (var pool in _pools)
            {
                pool.Trim(maxWarmBytes / _pools.Count);
            }
        }
    }
}
