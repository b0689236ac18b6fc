using System.Diagnostics;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>The same bytes without us: through haproxy as shipped (mode tcp), read and written by socat.</summary>
internal sealed class PlainPath
{
    public static readonly string[] Needs = ["haproxy", "socat"];

    // With blocks as large as our chunks: its usual ones of 8 KiB would only slow it down.
    private const string Socat = "socat -u -b262144";

    private readonly Stage _stage;
    private readonly Certificate? _certificate;
    private readonly int _proxyPort;
    private readonly int _targetPort;

    private PlainPath(Stage stage, Certificate? certificate, Process proxy, int proxyPort, int targetPort) =>
        (_stage, _certificate, Proxy, _proxyPort, _targetPort) = (stage, certificate, proxy, proxyPort, targetPort);

    /// <summary>haproxy itself.</summary>
    public Process Proxy { get; }

    /// <param name="stage">Where it runs.</param>
    /// <param name="certificate">With which both hops are TLS, ended and begun anew in haproxy; null for none.</param>
    public static async Task<PlainPath> StartAsync(Stage stage, Certificate? certificate = null)
    {
        var (proxyPort, targetPort) = (Ports.Free(), Ports.Free());
        var config = Path.Combine(stage.Place.Folder, $"haproxy-{proxyPort}.cfg");
        await File.WriteAllTextAsync(config, Config(certificate, proxyPort, targetPort));
        var proxy = stage.Shell.Start($"'{Tools.Find("haproxy")}' -f '{config}'");
        await Ports.ListeningAsync(proxy, proxyPort);
        return new PlainPath(stage, certificate, proxy, proxyPort, targetPort);
    }

    /// <summary>Sends a file.</summary>
    /// <returns>Seconds from the start of the first process to the end of both.</returns>
    public async Task<double> SendFileAsync(string path)
    {
        var target = _stage.Place.NewTarget();
        var seconds = await Timing.SecondsAsync(async () =>
        {
            var receiver = _stage.Shell.Start($"{Socat} {Listen()} 'CREATE:{target}/file'");
            await Ports.ListeningAsync(receiver, _targetPort);
            await Shell.FinishAllAsync(receiver, _stage.Shell.Start($"{Socat} 'OPEN:{path}' {Connect()}"));
        });
        Place.CheckArrived(path, target);
        return seconds;
    }

    /// <summary>Sends a folder, packed and unpacked by tar on the way.</summary>
    /// <returns>Seconds from the start of the first process to the end of all.</returns>
    public async Task<double> SendTreeAsync(string path)
    {
        var target = _stage.Place.NewTarget();
        var seconds = await Timing.SecondsAsync(async () =>
        {
            var receiver = _stage.Shell.StartPipeline($"{Socat} {Listen()} - | tar x -C '{target}'");
            await Ports.ListeningAsync(receiver, _targetPort);
            await Shell.FinishAllAsync(receiver, _stage.Shell.StartPipeline($"tar c -C '{path}' . | {Socat} - {Connect()}"));
        });
        Place.CheckArrived(path, target);
        return seconds;
    }

    private string Listen() => _certificate is null
        ? $"TCP4-LISTEN:{_targetPort},bind=127.0.0.1,reuseaddr"
        : $"OPENSSL-LISTEN:{_targetPort},pf=ip4,bind=127.0.0.1,reuseaddr,verify=0,'cert={_certificate.BothFile}'";

    private string Connect() => _certificate is null
        ? $"TCP4:127.0.0.1:{_proxyPort}"
        : $"OPENSSL:127.0.0.1:{_proxyPort},pf=ip4,verify=0";

    private static string Config(Certificate? certificate, int proxyPort, int targetPort)
    {
        var (bind, server, suites) = certificate is null ? ("", "", "") : ($"ssl crt {certificate.BothFile}", "ssl verify none", Suites());
        return Haproxy.Config($"127.0.0.1:{proxyPort} {bind}", $"127.0.0.1:{targetPort} {server}", suites);
    }

    private static string Suites() => $"""
        global
          ssl-default-bind-ciphersuites {Certificate.Suite}
          ssl-default-server-ciphersuites {Certificate.Suite}
        """;
}
