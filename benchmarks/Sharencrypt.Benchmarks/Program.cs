using BenchmarkDotNet.Running;
using Sharencrypt.Benchmarks;
using Sharencrypt.Benchmarks.Rows;
using Sharencrypt.Benchmarks.Transfers;

return args switch
{
    ["--list"] => BenchTable.List(),
    ["--missing", ..] => BenchTable.Missing(args[1..]),
    ["transfers"] => await BenchTable.RunAsync(["file-tcp", "small-file", "folder-tcp"]),
    ["transfers", var bytes] => await BenchTable.RunAsync(["file-tcp", "small-file", "folder-tcp", "--bytes", bytes]),
    ["http", ..] => await HttpBench.RunAsync(args[1..]),
    ["link"] => await LinkBench.RunAsync(),
    ["link-sweep"] => await LinkBench.SweepAsync(),
    ["link-streams"] => await LinkBench.StreamsAsync(),
    ["hot-methods", ..] => await HotMethods.RunAsync(args[1..]),
    ["--filter" or "-f", ..] => Parts(args),
    _ => await BenchTable.RunAsync(args),
};

// Single parts instead of whole transfers.
static int Parts(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return 0;
}
