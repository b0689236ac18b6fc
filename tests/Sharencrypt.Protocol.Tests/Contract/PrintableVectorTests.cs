using System.Buffers.Binary;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/printable.json through the real escaping.</summary>
public sealed class PrintableVectorTests
{
    private static readonly PrintableVectors File = Vectors.Read<PrintableVectors>("printable.json");

    public static TheoryData<int> All => [.. Enumerable.Range(0, File.Texts.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_text_is_shown_without_what_could_deceive(int number)
    {
        var vector = File.Texts[number];
        Printable.Escape(vector.Text ?? ToText(vector.Utf16!)).Should().Be(vector.Shown);
    }

    private static string ToText(byte[] units) =>
        string.Concat(Enumerable.Range(0, units.Length / 2).Select(place => (char)BinaryPrimitives.ReadUInt16BigEndian(units.AsSpan(place * 2))));

    internal sealed record PrintableVectors(string Description, IReadOnlyList<PrintableText> Texts);

    internal sealed record PrintableText(string Shown, string? Text = null, byte[]? Utf16 = null);
}
