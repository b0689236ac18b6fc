using System.Text;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Tests.Support;

/// <summary>Frames as a client sends them.</summary>
internal static class Say
{
    public const string Key = "AAAAAAAAAAAAAAAAAAAAAA";

    public static byte[] Open(string room, int capacity = 64) =>
        Control($$"""{"type":"open","room":"{{room}}","capacity":{{capacity}},"key":"{{Key}}"}""");

    public static byte[] Join(string room, string key = Key) =>
        Control($$"""{"type":"join","room":"{{room}}","key":"{{key}}"}""");

    public static byte[] Resume(string room, int slot, string key = Key) =>
        Control($$"""{"type":"resume","room":"{{room}}","slot":{{slot}},"key":"{{key}}"}""");

    public static byte[] Leave() => Control("""{"type":"leave"}""");

    public static byte[] Control(string json) => [(byte)FrameType.Control, .. Encoding.UTF8.GetBytes(json)];

    public static byte[] Data(SlotSet receivers, params ReadOnlySpan<byte> payload)
    {
        var frame = new byte[RelayLimits.DataHeaderBytes + payload.Length];
        FrameWriter.WriteDataHeader(frame, receivers);
        payload.CopyTo(frame.AsSpan(RelayLimits.DataHeaderBytes));
        return frame;
    }

    public static byte[] Data(int receiver, params ReadOnlySpan<byte> payload) => Data(SlotSet.Of(receiver), payload);

    public static byte[] Ping(ulong token)
    {
        var frame = new byte[RelayLimits.PingFrameBytes];
        FrameWriter.WritePing(frame, FrameType.Ping, token);
        return frame;
    }
}
