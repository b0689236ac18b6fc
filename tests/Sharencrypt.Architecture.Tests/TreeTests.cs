using System.Text.RegularExpressions;

namespace Sharencrypt.Architecture.Tests;

public sealed partial class TreeTests
{
    [Theory]
    [InlineData("src", ".cs", 400)]
    [InlineData("tests", ".cs", 600)]
    [InlineData("benchmarks", ".cs", 600)]
    [InlineData("web", ".ts", 300)]
    [InlineData("web", ".tsx", 300)]
    [InlineData("web", ".mjs", 300)]
    public void No_file_is_longer_than_a_reader_can_hold(string folder, string extension, int ceiling) =>
        Tree.Files(folder, extension)
            .Select(file => (File: Tree.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > ceiling)
            .Should().BeEmpty();

    [Fact]
    public void A_TODO_says_which_issue_it_waits_for() =>
        Sources()
            .SelectMany(file => File.ReadLines(file)
                .Where(line => ToDo.Todo().IsMatch(line) && !ToDo.WithIssue().IsMatch(line))
                .Select(line => $"{Tree.Relative(file)}: {line.Trim()}"))
            .Should().BeEmpty();

    [Theory]
    [InlineData("// TO" + "DO: later", false)]
    [InlineData("// TO" + "DO(#12): a window larger than 4 GiB", true)]
    public void A_TODO_with_an_issue_is_told_from_one_without(string line, bool fine) =>
        ToDo.WithIssue().IsMatch(line).Should().Be(fine);

    private static IEnumerable<string> Sources() =>
        new[] { "src", "benchmarks", "web" }.SelectMany(folder =>
            new[] { ".cs", ".ts", ".tsx" }.SelectMany(extension => Tree.Files(folder, extension)));

    private static partial class ToDo
    {
        [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b")]
        public static partial Regex Todo();

        [GeneratedRegex(@"\bTODO\(#\d+\): \S")]
        public static partial Regex WithIssue();
    }
}
