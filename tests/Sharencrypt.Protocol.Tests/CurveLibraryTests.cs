using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;

namespace Sharencrypt.Protocol.Tests;

public sealed class CurveLibraryTests
{
    [Fact]
    public void The_curve_library_and_the_platform_agree_on_P256()
    {
        using var platform = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = platform.ExportParameters(includePrivateParameters: true);

        var point = CustomNamedCurves.GetByName("P-256").G.Multiply(new BigInteger(1, key.D!)).Normalize();

        point.AffineXCoord.GetEncoded().Should().Equal(key.Q.X);
        point.AffineYCoord.GetEncoded().Should().Equal(key.Q.Y);
    }
}
