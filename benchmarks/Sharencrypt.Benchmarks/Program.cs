using BenchmarkDotNet.Running;
using Sharencrypt.Benchmarks.Transfers;

// Whole transfers, process to process, unless BenchmarkDotNet is asked for: ./bench --filter '*'
if (args is [] or ["transfers", ..])
{
    return await TransferBench.RunAsync(args.Skip(1).ToArray());
}

if (args is ["http", ..])
{
    return await HttpBench.RunAsync(args.Skip(1).ToArray());
}

if (args is ["link"])
{
    return await LinkBench.RunAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
