using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>What a simulated sender has to send: all of it follows from a few numbers.</summary>
internal sealed class Cargo
{
    private readonly byte _seed;

    private Cargo(OfferTerms terms, long length, IReadOnlyList<TransferItem> items, byte seed)
    {
        Terms = terms;
        Length = length;
        Items = items;
        _seed = seed;
    }

    public OfferTerms Terms { get; }

    /// <summary>Length of the stream, whether its receiver knows it or not.</summary>
    public long Length { get; }

    public IReadOnlyList<TransferItem> Items { get; }

    public static Cargo Files(int chunkBytes, IReadOnlyList<long> sizes, byte seed)
    {
        // Every fifth is a folder, to have both.
        var items = sizes.Select((size, number) => number % 5 == 4
            ? new TransferItem($"folder {number}", ItemKind.Folder, 0, null, false)
            : new TransferItem($"file {number}", ItemKind.File, size, null, false)).ToList();
        var length = items.Sum(item => item.Size);
        return new Cargo(new OfferTerms(TransferKind.Files, chunkBytes, items.Count, length, null), length, items, seed);
    }

    public static Cargo Text(int chunkBytes, long length, byte seed) =>
        new(new OfferTerms(TransferKind.Text, chunkBytes, 0, length, null), length, [], seed);

    public static Cargo Stream(int chunkBytes, long length, bool isLengthTold, byte seed) =>
        new(new OfferTerms(TransferKind.Stream, chunkBytes, 0, isLengthTold ? length : null, null), length, [], seed);

    /// <summary>The byte at a position of the stream.</summary>
    public byte At(long position) => (byte)((position * 167) + (position >> 8) + _seed);
}
