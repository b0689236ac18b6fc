using CsCheck;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>A transfer in each direction, real machines and real chunks, over a relay that loses connections.</summary>
public sealed class TransferSimulationTests
{
    private const int SmallChunk = TransferLimits.MinChunkBytes;
    private const int LargeChunk = TransferLimits.MaxChunkBytes;

    private static readonly Gen<uint[]> Schedules = Gen.UInt.Array[0, 500];

    [Fact]
    public void Every_stream_arrives_whole_and_no_nonce_is_used_twice() =>
        Gen.Select(Cargoes(SmallChunk, chunks: 12), Cargoes(SmallChunk, chunks: 12), Schedules)
            .Sample((mine, yours, schedule) => Run(mine, yours, isLabelOnly: false, schedule), iter: 1_000);

    [Fact]
    public void Streams_longer_than_any_window_arrive_whole() =>
        Gen.Select(Cargoes(LargeChunk, chunks: 700), Cargoes(LargeChunk, chunks: 700), Gen.UInt.Array[0, 3000])
            .Sample((mine, yours, schedule) => Run(mine, yours, isLabelOnly: true, schedule), iter: 300);

    private static Gen<Cargo> Cargoes(int chunkBytes, int chunks)
    {
        var sizes = Gen.OneOf(
            Gen.Long[0, chunkBytes * (long)chunks],
            Gen.Int[0, chunks].Select(count => (long)count * chunkBytes),
            Gen.Long[0, 3]);
        return Gen.OneOf(
            Gen.Select(sizes.Array[1, 8], Gen.Byte).Select((many, seed) => Cargo.Files(chunkBytes, [.. many.Select(size => size / 3)], seed)),
            Gen.Select(sizes, Gen.Byte).Select((size, seed) => Cargo.Text(chunkBytes, Math.Min(size, TransferLimits.MaxTextBytes), seed)),
            Gen.Select(sizes, Gen.Bool, Gen.Byte).Select((size, isTold, seed) => Cargo.Stream(chunkBytes, size, isTold, seed)));
    }

    private static void Run(Cargo mine, Cargo yours, bool isLabelOnly, uint[] schedule)
    {
        using var pair = new TransferPair(mine, yours, isLabelOnly);
        foreach (var luck in schedule)
        {
            pair.Step(luck);
        }

        pair.Settle();
        pair.ShouldBeComplete();
    }
}
