using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sharencrypt.Relay.Limits;

/// <summary>
/// How many sockets one address may hold open, whatever it does with them. The other limits begin with a request; this
/// one is for who connects and asks for nothing. Proxies that are trusted hold the sockets of many and are not counted.
/// </summary>
internal sealed class SocketLimit(int perAddress, IReadOnlyList<IPNetwork> trustedProxies)
{
    /// <summary>Sockets beyond the limit of connections: for pages, health checks, and to be told of a refusal.</summary>
    public const int Spare = 20;

    private readonly Lock _gate = new();

    // Owner: _gate. Bounded by the server's own limit of sockets in all.
    private readonly Dictionary<AddressKey, int> _sockets = [];

    /// <summary>Stands before everything that a connection goes through.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || IsTrusted(address))
        {
            await next(connection);
            return;
        }

        var key = AddressKey.Of(address);
        if (!TryOpen(key))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Close(key);
        }
    };

    private bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return trustedProxies.Any(network => network.Contains(plain));
    }

    private bool TryOpen(AddressKey key)
    {
        lock (_gate)
        {
            var count = _sockets.GetValueOrDefault(key);
            if (count >= perAddress)
            {
                return false;
            }

            _sockets[key] = count + 1;
            return true;
        }
    }

    private void Close(AddressKey key)
    {
        lock (_gate)
        {
            if (--_sockets[key] == 0)
            {
                _sockets.Remove(key);
            }
        }
    }
}
