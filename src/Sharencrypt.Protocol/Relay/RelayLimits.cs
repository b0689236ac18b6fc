namespace Sharencrypt.Protocol.Relay;

/// <summary>What version 1 of the relay protocol fixes. What an operator may change is in the relay's options.</summary>
public static class RelayLimits
{
    /// <summary>Peers in a room at most; slots are numbered from 0.</summary>
    public const int Slots = 64;

    /// <summary>The slot of the peer that opened the room.</summary>
    public const int HostSlot = 0;

    /// <summary>The smallest capacity of a room, and the one it has when none is asked for.</summary>
    public const int SmallestCapacity = 2;

    /// <summary>Bytes of the type that begins every frame.</summary>
    public const int TypeBytes = 1;

    /// <summary>Bytes of a data frame before its payload: type and slots. Also the whole of a ping or pong.</summary>
    public const int DataHeaderBytes = 9;

    /// <summary>The longest payload of a data frame, in bytes.</summary>
    public const int LongestPayloadBytes = 262_400;

    /// <summary>The shortest data frame, in bytes.</summary>
    public const int ShortestDataFrameBytes = DataHeaderBytes + 1;

    /// <summary>The longest frame of any type, in bytes.</summary>
    public const int LongestFrameBytes = DataHeaderBytes + LongestPayloadBytes;

    /// <summary>The shortest control frame, in bytes: <c>{}</c> after the type.</summary>
    public const int ShortestControlFrameBytes = 3;

    /// <summary>The longest control frame, in bytes.</summary>
    public const int LongestControlFrameBytes = 4_096;

    /// <summary>Bytes of a ping or pong frame.</summary>
    public const int PingFrameBytes = 9;

    /// <summary>How often one connection may try to enter a room.</summary>
    public const int EntryTries = 5;

    /// <summary>Characters of a room's name at most.</summary>
    public const int LongestRoomName = 64;

    /// <summary>How long whoever starts a close waits for the other's close frame.</summary>
    public static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(5);

    /// <summary>After how much silence a ping is due.</summary>
    public static readonly TimeSpan SilenceBeforePing = TimeSpan.FromSeconds(15);
}
