using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Channel;

/// <summary>
/// What a peer keeps of its first handshake to meet the other again (docs/sealed-protocol.md section 3.1), in memory for as
/// long as the session lasts and on the disk for as long as a transfer is unfinished. Owns its secrets.
/// </summary>
internal sealed class MeetingSecrets : IDisposable
{
    /// <param name="role">This side's.</param>
    /// <param name="ownSlot">This side's slot.</param>
    /// <param name="peerSlot">The other side's slot.</param>
    /// <param name="key">Proves to a relay that the slot is ours; owned from here on.</param>
    /// <param name="token">Opens the locked room; owned from here on.</param>
    /// <param name="resumption">The long secret; owned from here on.</param>
    public MeetingSecrets(Role role, int ownSlot, int peerSlot, SlotKey key, RoomToken token, SecretBytes resumption)
    {
        (Role, OwnSlot, PeerSlot) = (role, ownSlot, peerSlot);
        (Key, Token, Resumption) = (key, token, resumption);
        Room = RoomName.TryCreate(KeySchedule.ResumptionRoom(resumption), out var room) ? room : throw new InvalidOperationException("Hexadecimal is a room's name.");
    }

    public Role Role { get; }

    public int OwnSlot { get; }

    public int PeerSlot { get; }

    public SlotKey Key { get; }

    public RoomToken Token { get; }

    public SecretBytes Resumption { get; }

    /// <summary>Where the pair meets again.</summary>
    public RoomName Room { get; }

    /// <summary>What a handshake there is bound to.</summary>
    public HandshakeContext Context => Role == Role.Host
        ? new HandshakeContext(Room.Value, (byte)OwnSlot, (byte)PeerSlot)
        : new HandshakeContext(Room.Value, (byte)PeerSlot, (byte)OwnSlot);

    /// <summary>A copy with an owner of its own.</summary>
    public MeetingSecrets Copy()
    {
        SlotKey.TryCreate(Key.Bytes, out var key);
        RoomToken.TryCreate(Token.Bytes, out var token);
        return new MeetingSecrets(Role, OwnSlot, PeerSlot, key!, token!, SecretBytes.Copy(Resumption.Span)); // The lengths are right: they were.
    }

    public void Dispose()
    {
        Key.Dispose();
        Token.Dispose();
        Resumption.Dispose();
    }
}
