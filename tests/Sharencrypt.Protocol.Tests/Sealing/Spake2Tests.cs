using System.Text;
using System.Text.Json;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Sealing;

/// <summary>RFC 9382, Appendix B, through the real entry point.</summary>
public sealed class Spake2Tests
{
    private static readonly JsonDocument File = JsonDocument.Parse(System.IO.File.ReadAllBytes(Vectors.PathOf("spake2-rfc9382-p256.json")));

    public static TheoryData<int> All => [.. Enumerable.Range(0, File.RootElement.GetProperty("vectors").GetArrayLength())];

    [Theory]
    [MemberData(nameof(All))]
    public void Both_parties_reach_the_values_of_the_RFC(int number)
    {
        var vector = File.RootElement.GetProperty("vectors")[number];
        using var a = Party(vector, isA: true);
        using var b = Party(vector, isA: false);
        a.Share.ToArray().Should().Equal(Hex(vector, "pA"));
        b.Share.ToArray().Should().Equal(Hex(vector, "pB"));

        a.TryFinish(b.Share, [], out var keysA).Should().BeTrue();
        b.TryFinish(a.Share, [], out var keysB).Should().BeTrue();
        foreach (var keys in new[] { keysA!, keysB! })
        {
            keys.SharedKey.Span.ToArray().Should().Equal(Hex(vector, "Ke"));
            keys.ConfirmationA.ToArray().Should().Equal(Hex(vector, "confirmA"));
            keys.ConfirmationB.ToArray().Should().Equal(Hex(vector, "confirmB"));
        }
    }

    private static Spake2 Party(JsonElement vector, bool isA) => new(
        isA,
        Encoding.ASCII.GetBytes(vector.GetProperty("idA").GetString()!),
        Encoding.ASCII.GetBytes(vector.GetProperty("idB").GetString()!),
        Hex(vector, "w"),
        new FixedRandomness(Hex(vector, isA ? "x" : "y")));

    private static byte[] Hex(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
