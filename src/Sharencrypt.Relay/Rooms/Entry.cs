using System.Runtime.InteropServices;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Rooms;

/// <summary>The answer to a request to enter a room: a seat, or why there is none.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Entry(Seat? Seat, RelayErrorCode Error)
{
    public static implicit operator Entry(Seat seat) => new(seat, RelayErrorCode.Unknown);

    public static implicit operator Entry(RelayErrorCode error) => new(null, error);
}
