using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>
/// A client that speaks the relay protocol and does nothing besides: what a load is made of. Its WebSocket is its own,
/// since the library's would cost more than the relay that is measured.
/// </summary>
internal sealed class RelayPeer : IDisposable
{
    /// <summary>Of the payloads of <see cref="SendAsync"/>.</summary>
    public const int PayloadBytes = 65_536;

    // Whatever a relay says about a room fits.
    private const int BufferBytes = 512;

    private static readonly byte[] FrameToGuest = MaskedFrame(Data(1));

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _filled;

    private RelayPeer()
    {
    }

    /// <summary>Two peers in a room of their own: the host, who is to send, and the guest.</summary>
    public static async Task<(RelayPeer Host, RelayPeer Guest)> PairAsync(int port)
    {
        var name = $"room{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        var room = RoomName.TryCreate(name, out var created) ? created : throw new InvalidOperationException($"{name} is no name of a room.");
        var host = await ConnectAsync(port);
        await host.EnterAsync(new ClientControl.Open(room, RelayLimits.SmallestCapacity, NewKey()));
        var guest = await ConnectAsync(port);
        await guest.EnterAsync(new ClientControl.Join(room, NewKey(), Token: null));
        return (host, guest);
    }

    /// <summary>Sends frames to the guest.</summary>
    public async Task SendAsync(int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            for (var sent = 0; sent < FrameToGuest.Length;)
            {
                sent += await _socket.SendAsync(FrameToGuest.AsMemory(sent));
            }

            await Task.Yield(); // While there is room in its socket, it would not let the other pairs begin.
        }
    }

    /// <summary>Takes that many frames, and looks at nothing but their number of bytes.</summary>
    public async Task ReceiveAsync(int frames)
    {
        var header = new byte[WebSocketFrameHeader.LongestBytes];
        var frameBytes = RelayLimits.DataHeaderBytes + PayloadBytes;
        var left = (long)frames * (WebSocketFrameHeader.Write(header, WebSocketOpcode.Binary, frameBytes) + frameBytes) - _filled;
        var buffer = new byte[4 * PayloadBytes];
        while (left > 0)
        {
            left -= await ReadAsync(buffer);
            await Task.Yield();
        }
    }

    /// <summary>Stays in the room and answers pings, until the connection is closed here.</summary>
    public async Task StayAsync()
    {
        try
        {
            while (true)
            {
                var frame = await ReadFrameAsync();
                if (frame[0] == (byte)FrameType.Ping)
                {
                    frame[0] = (byte)FrameType.Pong;
                    await _socket.SendAsync(MaskedFrame(frame));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed here. When the relay closes, that is another exception.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static async Task<RelayPeer> ConnectAsync(int port)
    {
        var peer = new RelayPeer();
        await peer._socket.ConnectAsync(IPAddress.Loopback, port);
        await peer._socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {RelayProtocolVersions.ConnectPath} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: {RelayProtocolVersion.V1.Subprotocol()}\r\n\r\n"));
        await peer.TakeAnswerAsync();
        await peer.ReadFrameAsync(); // The welcome.
        return peer;
    }

    private async Task TakeAnswerAsync()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync();
        }

        if (!_buffer.AsSpan().StartsWith("HTTP/1.1 101 "u8))
        {
            throw new InvalidOperationException($"The relay refused a connection: {Encoding.ASCII.GetString(_buffer, 0, _filled)}");
        }

        Drop(end + 4);
    }

    private async Task EnterAsync(ClientControl request)
    {
        await _socket.SendAsync(MaskedFrame(FrameWriter.Control(request)));
        var answer = await ReadFrameAsync();
        if (RelayControl.TryParse(answer.AsSpan(RelayLimits.TypeBytes), out var control) != ControlError.None || control is not RelayControl.Entered)
        {
            throw new InvalidOperationException($"The relay refused a room: {control}");
        }
    }

    private async Task<byte[]> ReadFrameAsync()
    {
        WebSocketFrameHeader header;
        while (!WebSocketFrameHeader.TryRead(_buffer.AsSpan(0, _filled), fromClient: false, out header, out _) || _filled < header.HeaderBytes + header.PayloadBytes)
        {
            await FillAsync();
        }

        var frame = _buffer.AsSpan(header.HeaderBytes, (int)header.PayloadBytes).ToArray();
        Drop(header.HeaderBytes + frame.Length);
        return header.Opcode == WebSocketOpcode.Binary ? frame : throw new InvalidOperationException($"The relay sent {header.Opcode}.");
    }

    private async Task FillAsync() => _filled += await ReadAsync(_buffer.AsMemory(_filled));

    private async Task<int> ReadAsync(Memory<byte> buffer) =>
        await _socket.ReceiveAsync(buffer) is > 0 and var read ? read : throw new InvalidOperationException("The relay closed a connection.");

    private void Drop(int bytes)
    {
        _buffer.AsSpan(bytes, _filled - bytes).CopyTo(_buffer);
        _filled -= bytes;
    }

    private static SlotKey NewKey() => SlotKey.TryCreate(RandomNumberGenerator.GetBytes(SlotKey.SizeBytes), out var key)
        ? key
        : throw new InvalidOperationException("A key has another size.");

    private static byte[] Data(int slot)
    {
        var frame = new byte[RelayLimits.DataHeaderBytes + PayloadBytes];
        RandomNumberGenerator.Fill(frame);
        FrameWriter.WriteDataHeader(frame, SlotSet.Of(slot));
        return frame;
    }

    // With a real mask, which the relay has to take off as it does for every client.
    private static byte[] MaskedFrame(ReadOnlySpan<byte> frame)
    {
        const uint maskKey = 0x5A_C3_96_0F;
        var bytes = new byte[WebSocketFrameHeader.LongestBytes + frame.Length];
        var header = WebSocketFrameHeader.Write(bytes, WebSocketOpcode.Binary, frame.Length, maskKey);
        for (var i = 0; i < frame.Length; i++)
        {
            bytes[header + i] = (byte)(frame[i] ^ (maskKey >> (8 * (i & 3))));
        }

        return bytes[..(header + frame.Length)];
    }
}
