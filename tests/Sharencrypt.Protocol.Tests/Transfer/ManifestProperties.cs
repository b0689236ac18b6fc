using CsCheck;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

/// <summary>The places of files in the stream, against a model that writes down the owner of each byte.</summary>
public sealed class ManifestProperties
{
    private static readonly Gen<(int[] Sizes, int[] Failing)> Cases = Gen.Select(Gen.Int[0, 5].Array[1, 9], Gen.Int[0, 8].Array[0, 6]);

    [Fact]
    public void Each_byte_belongs_to_the_item_that_the_model_says() => Cases.Sample((sizes, _) =>
    {
        var manifest = Of(sizes);
        var owners = Owners(sizes);
        manifest.TotalBytes.Should().Be(owners.Count);
        for (var position = 0; position < owners.Count + 3; position++)
        {
            manifest.ItemAt(position).Should().Be(position < owners.Count ? owners[position] : sizes.Length);
        }

        for (var item = 0; item < sizes.Length; item++)
        {
            (manifest.EndOf(item) - manifest.StartOf(item)).Should().Be(sizes[item]);
        }
    }, iter: 2_000);

    [Fact]
    public void Bytes_may_be_left_out_when_each_of_them_belongs_to_a_failed_file() => Cases.Sample((sizes, failing) =>
    {
        var manifest = Of(sizes);
        foreach (var item in failing)
        {
            manifest.Fail(item).Should().Be(item < sizes.Length);
        }

        var owners = Owners(sizes);
        for (var from = 0; from <= owners.Count; from++)
        {
            for (var to = from; to <= owners.Count + 2; to++)
            {
                var expected = to <= owners.Count && owners.Skip(from).Take(to - from).All(failing.Contains);
                manifest.IsAllFailed(from, to).Should().Be(expected, "bytes {0} to {1} of {2}", from, to, owners.Count);
            }
        }
    }, iter: 500);

    [Fact]
    public void A_list_whose_sizes_or_paths_are_too_much_is_refused()
    {
        TransferItem Sized(string path, long size) => new(path, ItemKind.File, size, null, false);
        Manifest.TryCreate([Sized("a", TransferLimits.MaxStreamBytes)], PathRules.Unix, out _, out _).Should().Be(PathProblem.None);
        Manifest.TryCreate([Sized("a", TransferLimits.MaxStreamBytes), Sized("b", 1)], PathRules.Unix, out _, out var wrong).Should().Be(PathProblem.TooLong);
        wrong.Should().Be("b");
        Manifest.TryCreate([Sized("a", long.MaxValue), Sized("b", long.MaxValue)], PathRules.Unix, out _, out _).Should().Be(PathProblem.TooLong);
    }

    [Fact]
    public void A_list_of_more_than_256_MiB_of_paths_is_refused()
    {
        // Sixteen parts of 255 bytes in 85 letters, which is 4,095 bytes: too much in all, before it is a collision.
        var path = string.Join('/', Enumerable.Repeat(new string('\u4e2d', 85), 16));
        var most = (int)(TransferLimits.MaxPathBytesInAll / 4095);
        IReadOnlyList<TransferItem> items = [.. Enumerable.Repeat(new TransferItem(path, ItemKind.Folder, 0, null, false), most + 1)];
        Manifest.TryCreate(items, PathRules.Unix, out _, out _).Should().Be(PathProblem.TooLong);
    }

    private static Manifest Of(int[] sizes)
    {
        var items = sizes.Select((size, number) => new TransferItem($"{number}", ItemKind.File, size, null, false)).ToList();
        Manifest.TryCreate(items, PathRules.Unix, out var manifest, out _).Should().Be(PathProblem.None);
        return manifest!;
    }

    private static List<int> Owners(int[] sizes) => [.. sizes.SelectMany((size, number) => Enumerable.Repeat(number, size))];
}
