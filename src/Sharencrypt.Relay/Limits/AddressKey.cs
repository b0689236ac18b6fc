using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sharencrypt.Relay.Limits;

/// <summary>
/// What counts as one address: an IPv4 address, or the /64 of an IPv6 address, because whoever has one address of a /64
/// has all of them.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressKey(AddressFamily Family, ulong Bits)
{
    /// <param name="address">Null for a connection that has none, such as one through a local socket file.</param>
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return new AddressKey(AddressFamily.Unspecified, 0);
        }

        Span<byte> bytes = stackalloc byte[16];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? new AddressKey(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new AddressKey(AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
