using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>Ports of this machine: free ones, and when somebody listens at one.</summary>
internal static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits for a server, by connecting.</summary>
    public static async Task ReachableAsync(Process server, int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 500 && !server.HasExited)
            {
                await Task.Delay(20);
            }
            catch (SocketException) when (server.HasExited)
            {
                throw await EndedAsync(server);
            }
        }
    }

    /// <summary>Waits for a listener that takes one connection, and so cannot be asked by connecting: it is looked up in the kernel's table of its namespace.</summary>
    public static async Task ListeningAsync(Process listener, int port)
    {
        var wanted = $":{port:X4} 00000000:0000 0A";
        while (!(await TableAsync(listener)).Contains(wanted, StringComparison.Ordinal))
        {
            await Task.Delay(1);
        }
    }

    private static async Task<string> TableAsync(Process listener)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{listener.Id}/net/tcp");
        }
        catch (IOException) when (listener.HasExited)
        {
            throw await EndedAsync(listener);
        }
    }

    private static async Task<InvalidOperationException> EndedAsync(Process server) =>
        new($"A server ended with {server.ExitCode}: {await server.StandardError.ReadToEndAsync()}{await server.StandardOutput.ReadToEndAsync()}");
}
