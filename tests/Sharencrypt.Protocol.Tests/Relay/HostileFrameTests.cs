using CsCheck;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary>Valid frames, slightly wrong: what a parser must survive is rarely plain noise.</summary>
public sealed class HostileFrameTests
{
    private static readonly byte[][] Valid =
        [.. FrameVectors.All.Accepted.Where(vector => vector.Then is null).Select(vector => vector.Bytes())];

    private static readonly Gen<byte[]> Perturbed = Gen.Select(
        Gen.Int[0, Valid.Length - 1], Gen.Int[0, 3], Gen.Int[0, 5000], Gen.Byte,
        (which, how, where, value) => Perturb(Valid[which], how, where, value));

    [Fact]
    public void A_perturbed_frame_is_read_or_refused_and_never_throws() => Perturbed.Sample(
        frame =>
        {
            var start = frame.AsSpan(0, Math.Min(frame.Length, FrameReader.LongestHeaderBytes));
            _ = FrameReader.ReadFromRelay(start, frame.Length, out _);
            if (FrameReader.ReadFromClient(start, frame.Length, 1, out var header) == FrameError.None
                && header.Type == FrameType.Control)
            {
                var json = frame.AsSpan(1);
                CheckClient(json);
                CheckRelay(json);
            }
        },
        iter: 20_000);

    [Fact]
    public void A_perturbed_WebSocket_header_is_read_or_refused_and_never_throws() =>
        Gen.Byte.Array[0, 20].Sample(
            bytes =>
            {
                var isRead = WebSocketFrameHeader.TryRead(bytes, fromClient: true, out var header, out var violation);
                (isRead && violation != WebSocketViolation.None).Should().BeFalse();
                if (isRead)
                {
                    header.PayloadBytes.Should().BeGreaterThanOrEqualTo(0);
                    header.HeaderBytes.Should().BeLessThanOrEqualTo(bytes.Length);
                }

                _ = WebSocketClose.TryRead(bytes, out _);
            },
            iter: 20_000);

    // What was accepted must survive the way back: nothing outside the grammar slipped through.
    private static void CheckClient(ReadOnlySpan<byte> json)
    {
        if (ClientControl.TryParse(json, out var control) == ControlError.None)
        {
            ClientControl.TryParse(FrameWriter.Control(control!).AsSpan(1), out _).Should().Be(ControlError.None);
        }
    }

    private static void CheckRelay(ReadOnlySpan<byte> json)
    {
        if (RelayControl.TryParse(json, out var control) == ControlError.None)
        {
            RelayControl.TryParse(FrameWriter.Control(control!).AsSpan(1), out var again).Should().Be(ControlError.None);
            again.Should().Be(control);
        }
    }

    private static byte[] Perturb(byte[] frame, int how, int where, byte value)
    {
        var at = frame.Length == 0 ? 0 : where % frame.Length;
        return how switch
        {
            0 => [.. frame[..at], value, .. frame[Math.Min(at + 1, frame.Length)..]],
            1 => frame[..at],
            2 => [.. frame[..at], value, .. frame[at..]],
            _ => [.. frame[..at], .. frame[Math.Min(at + 1 + (value % 8), frame.Length)..]],
        };
    }
}
