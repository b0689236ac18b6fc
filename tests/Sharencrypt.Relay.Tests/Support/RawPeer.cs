using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Tests.Support;

/// <summary>A client that is nothing but a socket: it can send what no library would.</summary>
internal sealed class RawPeer : IDisposable
{
    // Far beyond anything that works; it only turns a test that would hang into one that fails.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private RawPeer(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _patience.CancelAfter(Patience);
    }

    private CancellationToken Patient => _patience.Token;

    public static async Task<RawPeer> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return new RawPeer(socket);
    }

    /// <summary>Asks for the upgrade and expects it.</summary>
    public async Task UpgradeAsync()
    {
        await SendTextAsync(Upgrade.Request());
        (await ReadHeadAsync()).Should().StartWith("HTTP/1.1 101 ");
    }

    public async Task SendTextAsync(string text) => await SendRawAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, Patient);

    /// <summary>Sends one message in one frame, as every usual client does.</summary>
    public async Task SendAsync(byte[] frame) => await SendRawAsync(Masked.Message(frame));

    /// <summary>The head of an HTTP answer.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await _stream.ReadExactlyAsync(one, Patient);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public async Task<byte> ReadByteAsync()
    {
        var one = new byte[1];
        await _stream.ReadExactlyAsync(one, Patient);
        return one[0];
    }

    /// <summary>The next WebSocket frame of the relay.</summary>
    public async Task<(WebSocketOpcode Opcode, byte[] Payload)> ReadAsync()
    {
        var start = new byte[WebSocketFrameHeader.LongestBytes];
        for (var length = 1; ; length++)
        {
            await _stream.ReadExactlyAsync(start.AsMemory(length - 1, 1), Patient);
            if (WebSocketFrameHeader.TryRead(start.AsSpan(0, length), fromClient: false, out var header, out var violation))
            {
                header.IsFinal.Should().BeTrue("this relay does not fragment");
                var payload = new byte[header.PayloadBytes];
                await _stream.ReadExactlyAsync(payload, Patient);
                return (header.Opcode, payload);
            }

            violation.Should().Be(WebSocketViolation.None);
        }
    }

    /// <summary>The next message of the relay, which is a frame of the protocol.</summary>
    public async Task<byte[]> ReadFrameAsync()
    {
        var (opcode, payload) = await ReadAsync();
        opcode.Should().Be(WebSocketOpcode.Binary, "the payload is {0}", Convert.ToHexString(payload));
        return payload;
    }

    public async Task<RelayControl> ReadControlAsync()
    {
        var frame = await ReadFrameAsync();
        frame[0].Should().Be((byte)FrameType.Control);
        RelayControl.TryParse(frame.AsSpan(1), out var control).Should().Be(ControlError.None);
        return control!;
    }

    /// <summary>The next data frame: who sent it, and what.</summary>
    public async Task<(int Sender, byte[] Payload)> ReadDataAsync()
    {
        var frame = await ReadFrameAsync();
        frame[0].Should().Be((byte)FrameType.Data);
        FrameReader.ReadFromRelay(frame, frame.Length, out var header).Should().Be(FrameError.None);
        return (header.Slots.Lowest, frame[RelayLimits.DataHeaderBytes..]);
    }

    /// <summary>The close frame, which must be next.</summary>
    public async Task<int?> ReadCloseAsync()
    {
        var (opcode, payload) = await ReadAsync();
        opcode.Should().Be(WebSocketOpcode.Close, "the payload is {0}", Convert.ToHexString(payload));
        return payload.Length == 0 ? null : BinaryPrimitives.ReadUInt16BigEndian(payload);
    }

    /// <summary>An error and the close that follows it.</summary>
    public async Task<(RelayErrorCode Error, int? CloseCode)> ReadErrorAndCloseAsync()
    {
        var error = (await ReadControlAsync()).Should().BeOfType<RelayControl.Error>().Subject;
        return (error.Code, await ReadCloseAsync());
    }

    /// <summary>Whether the relay has ended the connection: nothing more comes.</summary>
    public async Task<bool> IsAtEndAsync()
    {
        try
        {
            return await _stream.ReadAsync(new byte[1], Patient) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>A question that is answered only after everything sent before it was dealt with.</summary>
    public async Task RoundTripAsync()
    {
        await SendAsync(Say.Ping(0xABCDEF));
        (await ReadFrameAsync()).Should().Equal([(byte)FrameType.Pong, 0, 0, 0, 0, 0, 0xAB, 0xCD, 0xEF]);
    }

    /// <summary>Ends the connection as a pulled cable does: without a word to the WebSocket.</summary>
    public void Cut() => _socket.Close(0);

    public void Dispose()
    {
        _stream.Dispose();
        _patience.Dispose();
    }
}
