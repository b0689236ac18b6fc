namespace Sharencrypt.Reference;

/// <summary>A stream, how a network brings it, and how long its messages may be.</summary>
/// <param name="Stream">All of it.</param>
/// <param name="PieceBytes">The sizes of the pieces in which it comes, over and over again; 0 is all that is left.</param>
/// <param name="FirstLimit">The most bytes of a message before the room is entered.</param>
/// <param name="LaterLimit">The most bytes of a message afterwards.</param>
/// <param name="EntersWith">How many messages it takes to enter.</param>
public sealed record Delivery(byte[] Stream, IReadOnlyList<int> PieceBytes, int FirstLimit, int LaterLimit, int EntersWith)
{
    private const int FixedBytes = 3;

    // The limits of the protocol, and small ones that a short stream can exceed.
    private static readonly (int First, int Later)[] Limits = [(4_096, 262_409), (10, 300), (125, 126), (0, 20)];

    /// <summary>Reads what a fuzzer wrote: limits, messages before entering, number of pieces, their sizes, the stream.</summary>
    /// <param name="input">Any bytes.</param>
    public static Delivery Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length < FixedBytes)
        {
            return Of([], [0], 0, 0);
        }

        var sizes = input.Slice(FixedBytes, Math.Min(input[2] % 16, input.Length - FixedBytes));
        var stream = input[(FixedBytes + sizes.Length)..].ToArray();
        return Of(stream, sizes.IsEmpty ? [0] : [.. sizes.ToArray().Select(size => (int)size)], input[0], input[1] % 4);
    }

    /// <summary>A delivery under one of the limits that are tried.</summary>
    /// <param name="stream">All of it.</param>
    /// <param name="pieceBytes">The sizes of its pieces.</param>
    /// <param name="limits">Which limits; any number.</param>
    /// <param name="entersWith">How many messages it takes to enter.</param>
    public static Delivery Of(byte[] stream, IReadOnlyList<int> pieceBytes, int limits, int entersWith)
    {
        var (first, later) = Limits[limits % Limits.Length];
        return new Delivery(stream, pieceBytes, first, later, entersWith);
    }

    /// <summary>The most bytes of a message when so many came before it.</summary>
    /// <param name="messages">How many.</param>
    public int FrameLimit(int messages) => messages < EntersWith ? FirstLimit : LaterLimit;

    /// <summary>The stream as it comes.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        for (int at = 0, index = 0; at < Stream.Length; index++)
        {
            var size = PieceBytes[index % PieceBytes.Count];
            var piece = Stream.AsMemory(at, size == 0 ? Stream.Length - at : Math.Min(size, Stream.Length - at));
            yield return piece;
            at += piece.Length;
        }
    }

    /// <summary>All of it, so that it can be delivered again.</summary>
    public override string ToString() =>
        $"{Convert.ToHexString(Stream)} in pieces of {string.Join(',', PieceBytes)}; limits {FirstLimit} and, after {EntersWith}, {LaterLimit}";
}
