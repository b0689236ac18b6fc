using System.Text;
using System.Text.RegularExpressions;

namespace Sharencrypt.Architecture.Tests;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_inside_the_documents_leads_somewhere() =>
        Tree.Files(".", ".md")
            .SelectMany(file => Broken(file, File.ReadAllText(file)))
            .Should().BeEmpty();

    [Theory]
    [InlineData("[gone](no-such-page.md)", true)]
    [InlineData("[gone](#no-such-heading)", true)]
    [InlineData("[here](#a-heading-with-code)\n\n## A heading, with `code`\n", false)]
    [InlineData("[elsewhere](https://example.org/)", false)]
    [InlineData("```\n[not a link](in-a-code-block.md)\n```\n", false)]
    public void A_broken_link_is_told_from_a_good_one(string text, bool broken) =>
        Broken(Path.Combine(Tree.Root, "page.md"), text).Any().Should().Be(broken);

    private static IEnumerable<string> Broken(string file, string text)
    {
        foreach (Match link in Link().Matches(CodeBlock().Replace(text, "")))
        {
            var target = Uri.UnescapeDataString(link.Groups["target"].Value);
            if (Scheme().IsMatch(target))
            {
                continue;
            }

            var parts = target.Split('#', 2);
            var path = parts[0].Length == 0 ? file : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, parts[0]));
            var page = parts[0].Length == 0 ? text : File.Exists(path) ? File.ReadAllText(path) : null;
            var exists = page is not null || Directory.Exists(path);
            if (!exists || (parts.Length == 2 && page is not null && !Anchors(page).Contains(parts[1], StringComparer.Ordinal)))
            {
                yield return $"{Tree.Relative(file)}: {target}";
            }
        }
    }

    // A heading's anchor: lower case, spaces become hyphens, punctuation goes.
    private static IEnumerable<string> Anchors(string page) =>
        Heading().Matches(CodeBlock().Replace(page, "")).Select(heading =>
        {
            var anchor = new StringBuilder();
            foreach (var letter in heading.Groups["title"].Value.Trim())
            {
                if (char.IsLetterOrDigit(letter) || letter is '-' or '_')
                {
                    anchor.Append(char.ToLowerInvariant(letter));
                }
                else if (letter == ' ')
                {
                    anchor.Append('-');
                }
            }

            return anchor.ToString();
        });

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^#{1,6} (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]+`(?=\])", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
