using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Benchmarks;

/// <summary>Sealing and opening one full chunk in place; the allocation column must say zero.</summary>
[MemoryDiagnoser]
public class ChunkBenchmarks : IDisposable
{
    private const int ChunkBytes = 262_144;

    private readonly byte[] _payload = new byte[ChunkBytes + ChunkHeader.OverheadBytes];
    private readonly byte[] _sealed = new byte[ChunkBytes + ChunkHeader.OverheadBytes];
    private ChunkCipher? _cipher;

    [GlobalSetup]
    public void SetUp()
    {
        using var key = SecretBytes.Own(RandomNumberGenerator.GetBytes(32));
        _cipher = new ChunkCipher(key, RandomNumberGenerator.GetBytes(16), 0, 0);
        _cipher.Seal(7, isFinal: false, _sealed);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _cipher?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Seal() => _cipher!.Seal(7, isFinal: false, _payload);

    [Benchmark]
    public bool Open()
    {
        _sealed.CopyTo(_payload, 0);
        ChunkHeader.TryRead(_payload, out var header);
        return _cipher!.TryOpen(header, _payload, out _);
    }
}
