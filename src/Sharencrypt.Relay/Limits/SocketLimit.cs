using System.Net;

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

    /// <summary>Counts a new socket, if there may be one more.</summary>
    /// <param name="remote">Where it comes from; anything but an address of a network only counts in all.</param>
    /// <param name="key">To pass to <see cref="Close"/> when the result is true.</param>
    public bool TryOpen(EndPoint? remote, out AddressKey? key)
    {
        key = remote is IPEndPoint { Address: var address } && !IsTrusted(address) ? AddressKey.Of(address) : null;
        lock (_gate)
        {
            if (_count >= inAll)
            {
                return false;
            }

            if (key is { } counted)
            {
                var held = _sockets.GetValueOrDefault(counted);
                if (held >= perAddress)
                {
                    return false;
                }

                _sockets[counted] = held + 1;
            }

            _count++;
            return true;
        }
    }

    /// <summary>A socket that was counted is closed.</summary>
    public void Close(AddressKey? key)
    {
        lock (_gate)
        {
            _count--;
            if (key is { } counted && --_sockets[counted] == 0)
            {
                _sockets.Remove(counted);
            }
        }
    }

    private bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return trustedProxies.Any(network => network.Contains(plain));
    }
}
