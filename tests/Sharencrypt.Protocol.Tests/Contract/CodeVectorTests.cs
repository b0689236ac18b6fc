using System.Text;
using Sharencrypt.Protocol.Codes;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/codes.json through the real parsers.</summary>
public sealed class CodeVectorTests
{
    private static readonly CodeVectors File = Vectors.Read<CodeVectors>("codes.json");

    public static TheoryData<string> Codes => Vectors.Names(File.Codes.Select(code => code.Typed));

    public static TheoryData<string> RefusedCodes => Vectors.Names(File.RefusedCodes.Select(code => code.Typed));

    public static TheoryData<string> Links => Vectors.Names(File.Links.Select(link => link.Text));

    public static TheoryData<string> RefusedLinks => Vectors.Names(File.RefusedLinks.Select(link => link.Text));

    [Theory]
    [MemberData(nameof(Codes))]
    public void What_is_typed_becomes_a_code(string typed)
    {
        var expected = File.Codes.Single(code => code.Typed == typed);
        ShareCode.TryParse(typed, out var code, out var wrongPart).Should().Be(ShareCodeProblem.None);
        (code!.Reveal(), code.Room, code.IsGenerated, wrongPart).Should().Be((expected.Code, expected.Room, expected.Generated, ""));
        using var password = code.ToPassword();
        var withoutRelay = expected.Code.Split('@')[0];
        Encoding.ASCII.GetString(password.Span).Should().Be(withoutRelay[(expected.Room.Length + 1)..], "the relay is no part of the secret");
        (code.Relay?.ToString(), code.Relay?.Address).Should().Be((expected.Relay, expected.Address));
        code.At(null).Reveal().Should().Be(withoutRelay);
        ShareCode.TryParse(expected.Code, out var again, out _).Should().Be(ShareCodeProblem.None);
        again!.Reveal().Should().Be(expected.Code, "a canonical code stays as it is");
    }

    [Theory]
    [MemberData(nameof(RefusedCodes))]
    public void What_is_no_code_is_refused_with_help(string typed)
    {
        var expected = File.RefusedCodes.Single(code => code.Typed == typed);
        ShareCode.TryParse(typed, out var code, out var wrongPart).Should().Be(expected.Problem);
        code.Should().BeNull();
        wrongPart.Should().Be(expected.WrongPart ?? "");
        if (expected.Problem == ShareCodeProblem.UnknownWord)
        {
            WordList.Suggest(wrongPart).Should().Equal(expected.Suggestions);
        }
    }

    [Fact]
    public void A_code_names_a_configured_relay_by_host_and_port()
    {
        File.NamedRelays.Should().NotBeEmpty();
        foreach (var expected in File.NamedRelays)
        {
            ShareCode.TryParse(expected.Code, out var code, out _);
            code!.Relay!.Choose(expected.Configured).Should().Be(expected.Relay, expected.Code);
        }
    }

    [Fact]
    public void A_relay_is_written_as_short_as_it_can_be()
    {
        File.RelayParts.Should().NotBeEmpty();
        foreach (var expected in File.RelayParts)
        {
            RelayPart.Of(expected.Relay)?.ToString().Should().Be(expected.Part, expected.Relay.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void A_link_is_taken_apart(string text)
    {
        var expected = File.Links.Single(link => link.Text == text);
        ShareLink.TryParse(text, out var link, out _).Should().Be(ShareCodeProblem.None);
        (link!.Page, link.Relay, link.Code.Reveal()).Should().Be((expected.Page, expected.Relay, expected.Code));
    }

    [Theory]
    [MemberData(nameof(RefusedLinks))]
    public void What_is_no_link_is_refused(string text)
    {
        var expected = File.RefusedLinks.Single(link => link.Text == text);
        ShareLink.TryParse(text, out var link, out var wrongPart).Should().Be(expected.Problem);
        link.Should().BeNull();
        wrongPart.Should().Be(expected.WrongPart ?? "");
    }

    [Fact]
    public void A_link_is_put_together()
    {
        File.ComposedLinks.Should().NotBeEmpty();
        foreach (var expected in File.ComposedLinks)
        {
            ShareCode.TryParse(expected.Code, out var code, out _);
            ShareLink.Compose(expected.Page, expected.Relay, code!).Should().Be(expected.Link);
        }
    }

    [Fact]
    public void The_word_list_is_the_file_that_the_vectors_name()
    {
        WordList.All.Should().Equal(System.IO.File.ReadAllLines(Vectors.PathOf("words.txt"))).And.HaveCount(WordList.Count).And.OnlyHaveUniqueItems();
        WordList.All.Should().BeInAscendingOrder(StringComparer.Ordinal, "it is searched as such").And.OnlyContain(word => WordList.Contains(word));
        WordList.All.Select(word => word[..Math.Min(4, word.Length)]).Should().OnlyHaveUniqueItems("four letters are enough to type");
    }
}
