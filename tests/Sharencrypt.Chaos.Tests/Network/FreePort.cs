using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Sharencrypt.Chaos.Tests.Network;

/// <summary>
/// Ports that stay free while nobody listens on them. The system takes the ports of outgoing connections from 32768 on:
/// there, a port that is given back for a moment may be taken, and a client may even connect to itself.
/// </summary>
internal static class FreePort
{
    private const int Lowest = 12_000;
    private const int Highest = 32_000;

    /// <summary>A port that nobody listens on.</summary>
    public static int Find()
    {
        var (listener, port) = Listen();
        listener.Dispose();
        return port;
    }

    public static (Socket Listener, int Port) Listen()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            try
            {
                return (Listen(port), port);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }

    public static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }
}
