using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/resume.json through the real code.</summary>
public sealed class ResumeVectorTests
{
    private const int ChunkBytes = 262_144;

    private static readonly ResumeVectors File = Vectors.Read<ResumeVectors>("resume.json");

    public static TheoryData<string> Held => Vectors.Names(File.Held.Select(vector => vector.Name));

    public static TheoryData<string> Offers => Vectors.Names(File.Offers.Select(vector => vector.Name));

    [Theory]
    [MemberData(nameof(Held))]
    public void A_receiver_finds_what_it_has(string name)
    {
        var vector = File.Held.Single(held => held.Name == name);
        var before = ManifestOf(vector.Before);
        var again = ManifestOf(vector.Again);
        foreach (var item in vector.Failed)
        {
            before.Fail(item).Should().BeTrue();
        }

        HeldItems.IsCovered(before, again).Should().Be(vector.IsCovered);
        var held = HeldItems.Find(before, vector.Stored, again);
        held.Should().Be(vector.Held);
        HeldItems.ChunkOf(held, again.TotalBytes, ChunkBytes).Should().Be(vector.Index);
        again.Failed.Should().BeEquivalentTo(vector.FailedAgain);
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void A_sender_offers_again_in_the_right_order(string name)
    {
        var vector = File.Offers.Single(offer => offer.Name == name);
        var changed = vector.Changed.ToDictionary(pair => int.Parse(pair.Key, System.Globalization.CultureInfo.InvariantCulture), pair => ItemOf(pair.Value));
        HeldItems.OfferAgain([.. vector.Items.Select(ItemOf)], changed).Should().Equal(vector.Again.Select(ItemOf));
    }

    private static TransferItem ItemOf(ResumeItem item) => new(item.Path, item.Kind, item.Size, item.Modified, item.Executable);

    private static Manifest ManifestOf(IReadOnlyList<ResumeItem> items)
    {
        Manifest.TryCreate([.. items.Select(ItemOf)], PathRules.Unix, out var manifest, out _).Should().Be(PathProblem.None);
        return manifest!;
    }
}

internal sealed record ResumeVectors(string Description, IReadOnlyList<HeldVector> Held, IReadOnlyList<OfferVector> Offers);

internal sealed record HeldVector(
    string Name, IReadOnlyList<ResumeItem> Before, long Stored, IReadOnlyList<int> Failed, IReadOnlyList<ResumeItem> Again,
    bool IsCovered, long Held, long Index, IReadOnlyList<int> FailedAgain);

internal sealed record OfferVector(string Name, IReadOnlyList<ResumeItem> Items, IReadOnlyDictionary<string, ResumeItem> Changed, IReadOnlyList<ResumeItem> Again);

internal sealed record ResumeItem(string Path, ItemKind Kind, long Size, long? Modified, bool Executable = false);
