using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sharencrypt.Relay.Limits;

/// <summary>
/// How many sockets one address, and all together, may hold open, whatever they do with them. The other limits begin with a request; this
/// one is for who connects and asks for nothing. Proxies that are trusted hold the sockets of many and only count in all.
/// </summary>
/// <param name="inAll">How many sockets there may be, whoever holds them.</param>
/// <param name="perAddress">How many of them one address may hold.</param>
/// <param name="trustedProxies">Whom that does not apply to.</param>
internal sealed class SocketLimit(int inAll, int perAddress, IReadOnlyList<IPNetwork> trustedProxies)
{
    /// <summary>Sockets beyond the limit of connections: for pages, health checks, and to be told of a refusal.</summary>
    public const int Spare = 20;

    private readonly Lock _gate = new();

    // Owner of both: _gate.
    private readonly Dictionary<AddressKey, int> _sockets = [];
    private int _count;

    /// <summary>Stands before everything that a connection goes through.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        AddressKey? key = connection.RemoteEndPoint is IPEndPoint { Address: var address } && !IsTrusted(address)
            ? AddressKey.Of(address)
            : null;
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

    private bool TryOpen(AddressKey? key)
    {
        lock (_gate)
        {
            if (_count >= inAll)
            {
                return false;
            }

            if (key is { } address)
            {
                var held = _sockets.GetValueOrDefault(address);
                if (held >= perAddress)
                {
                    return false;
                }

                _sockets[address] = held + 1;
            }

            _count++;
            return true;
        }
    }

    private void Close(AddressKey? key)
    {
        lock (_gate)
        {
            _count--;
            if (key is { } address && --_sockets[address] == 0)
            {
                _sockets.Remove(address);
            }
        }
    }
}
