using Sharencrypt.Client.State;

namespace Sharencrypt.Client.Tests.State;

/// <summary>Records of unfinished transfers to store.</summary>
internal static class Records
{
    /// <summary>One of a receiver.</summary>
    /// <param name="id">32 hexadecimal digits.</param>
    /// <param name="folder">Where it is received into.</param>
    /// <param name="staging">The hidden folder in there.</param>
    public static TransferRecord Receiving(string id = "00112233445566778899aabbccddeeff", string folder = "", string staging = "") => new()
    {
        Version = TransferRecord.CurrentVersion,
        Id = id,
        IsSending = false,
        CreatedAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        Relay = "http://localhost/",
        Code = "4821-velvet-orbit",
        IsHost = false,
        OwnSlot = 1,
        PeerSlot = 0,
        SlotKey = "",
        RoomToken = "",
        Resumption = "",
        Revision = 0,
        IsAccepted = true,
        Folder = folder,
        Staging = staging,
    };
}
