namespace Sharencrypt.Benchmarks.Rows;

/// <summary>What TLS costs a relay, beside haproxy that ends and begins TLS at the same place.</summary>
internal static class TlsRow
{
    public static BenchRow Create(BenchOptions options) => new(
        "tls", $"{Text.Size(options.Bytes)} file, TLS: processor time, our relay / haproxy", Goal.AtMost(1.5), PlainPath.Needs, RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(Stage stage)
    {
        var file = await stage.Place.FileAsync(stage.Options.Bytes);
        var certificate = await Certificate.WriteAsync(stage.Place.Folder);
        var relay = await stage.StartRelayAsync(certificate);
        await certificate.CheckSuiteAsync(relay.Port);
        var plain = await PlainPath.StartAsync(stage, certificate);
        var pairs = await stage.PairsAsync(
            () => Sample.TakeAsync(relay.Process, () => stage.SendAsync(relay, file)),
            () => Sample.TakeAsync(plain.Proxy, () => plain.SendFileAsync(file)));
        return [Figures.Processor(pairs, stage.Options.Bytes, $"haproxy, both hops {Certificate.Suite}")];
    }
}
