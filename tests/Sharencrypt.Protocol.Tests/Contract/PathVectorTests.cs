using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/paths.json, the hostile corpus, through the one gate for paths.</summary>
public sealed class PathVectorTests
{
    private static readonly PathVectors File = Vectors.Read<PathVectors>("paths.json");

    public static TheoryData<string> Paths => Vectors.Names(File.Paths.Select(path => path.Name));

    public static TheoryData<string> Lists => Vectors.Names(File.Lists.Select(list => list.Name));

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_path_is_taken_or_refused_for_its_reason(string name)
    {
        var vector = File.Paths.Single(path => path.Name == name);
        foreach (var (rules, expected) in new[] { (PathRules.Unix, vector.Unix), (PathRules.MacOS, vector.Macos), (PathRules.Windows, vector.Windows) })
        {
            SafeRelativePath.TryCreate(vector.Text, rules, out var safe).Should().Be(ToProblem(expected), "those are the rules of {0}", rules);
            if (expected == PathOutcome.Accepted)
            {
                safe.Value.Should().Be(vector.Text);
                safe.Components.Should().Equal(vector.Text.Split('/'));
                safe.Top.ToString().Should().Be(safe.Components[0]);
                safe.Name.ToString().Should().Be(safe.Components[^1]);
            }

            // The same gate in the list of a transfer.
            Manifest.TryCreate([new TransferItem(vector.Text, ItemKind.File, 1, null, false)], rules, out var manifest, out var wrong).Should().Be(ToProblem(expected));
            (manifest is null).Should().Be(expected != PathOutcome.Accepted);
            wrong.Should().Be(expected == PathOutcome.Accepted ? "" : vector.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_is_taken_or_refused_for_its_reason(string name)
    {
        var vector = File.Lists.Single(list => list.Name == name);
        var items = vector.Items.Select(item => new TransferItem(item.Path, item.Kind, 0, null, false)).ToList();
        foreach (var (rules, expected) in new[] { (PathRules.Unix, vector.Unix), (PathRules.MacOS, vector.Macos), (PathRules.Windows, vector.Windows) })
        {
            Manifest.TryCreate(items, rules, out _, out _).Should().Be(ToProblem(expected), "those are the rules of {0}", rules);
            items.Reverse();
            Manifest.TryCreate(items, rules, out _, out _).Should().Be(ToProblem(expected), "the order of a list does not matter");
        }
    }

    private static PathProblem ToProblem(PathOutcome outcome) =>
        outcome == PathOutcome.Accepted ? PathProblem.None : Enum.Parse<PathProblem>(outcome.ToString());
}
