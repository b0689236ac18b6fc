using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>A certificate for this machine that nobody else has reason to trust.</summary>
/// <param name="File">The certificate as PEM.</param>
/// <param name="KeyFile">Its key as PEM.</param>
/// <param name="BothFile">Both in one file.</param>
internal sealed record Certificate(string File, string KeyFile, string BothFile)
{
    /// <summary>With which both sides of a comparison encrypt.</summary>
    public const TlsCipherSuite Suite = TlsCipherSuite.TLS_AES_256_GCM_SHA384;

    public static async Task<Certificate> WriteAsync(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=benchmark", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var (one, other) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        return new Certificate(
            await WriteAsync(folder, "certificate.pem", one), await WriteAsync(folder, "key.pem", other), await WriteAsync(folder, "both.pem", $"{one}\n{other}\n"));
    }

    /// <summary>Whether a server chooses that cipher suite when it is offered the system's usual ones.</summary>
    /// <exception cref="InvalidOperationException">It chooses another.</exception>
    public async Task CheckSuiteAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var expected = X509Certificate2.CreateFromPem(await System.IO.File.ReadAllTextAsync(File)).Thumbprint;
        await using var secure = new SslStream(
            client.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown?.GetCertHashString() == expected);
        await secure.AuthenticateAsClientAsync("127.0.0.1");
        if (secure.NegotiatedCipherSuite != Suite)
        {
            throw new InvalidOperationException($"The relay chose {secure.NegotiatedCipherSuite}, which is not what it is compared with.");
        }
    }

    private static async Task<string> WriteAsync(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        await System.IO.File.WriteAllTextAsync(path, text);
        return path;
    }
}
