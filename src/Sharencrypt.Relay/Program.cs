namespace Sharencrypt.Relay;

/// <summary>The relay as a program of its own.</summary>
internal sealed class Program
{
    private static Task<int> Main(string[] args) => RelayHost.RunAsync(args, CancellationToken.None);
}
