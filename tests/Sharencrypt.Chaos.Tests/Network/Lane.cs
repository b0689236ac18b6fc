using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Sharencrypt.Chaos.Tests.Network;

/// <summary>One direction of one connection: reads, lets time and the rules pass, writes.</summary>
internal sealed class Lane(Socket from, Socket to, LaneRules rules)
{
    private const int ReadBytes = 65_536;
    private const int MostPieces = 16;

    /// <summary>Runs until the source ends, which is passed on, or the token cancels it, which is not.</summary>
    /// <exception cref="SocketException">One end is gone.</exception>
    public async Task RunAsync(Func<int, int> spend, CancellationToken cancellationToken)
    {
        var pieces = System.Threading.Channels.Channel.CreateBounded<Piece>(MostPieces);
        var reading = ReadAsync(pieces.Writer, cancellationToken);
        await WriteAsync(pieces.Reader, spend, cancellationToken);
        await reading;
        to.Shutdown(SocketShutdown.Send);
    }

    private async Task ReadAsync(ChannelWriter<Piece> pieces, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var buffer = new byte[ReadBytes];
                var length = await from.ReceiveAsync(buffer, cancellationToken);
                if (length == 0)
                {
                    pieces.Complete();
                    return;
                }

                var dueAt = Stopwatch.GetTimestamp() + (long)(rules.Delay.TotalSeconds * Stopwatch.Frequency);
                await pieces.WriteAsync(new Piece(buffer.AsMemory(0, length), dueAt), cancellationToken);
            }
        }
        catch (Exception exception)
        {
            pieces.TryComplete(exception);
        }
    }

    private async Task WriteAsync(ChannelReader<Piece> pieces, Func<int, int> spend, CancellationToken cancellationToken)
    {
        await foreach (var piece in pieces.ReadAllAsync(cancellationToken))
        {
            await LaneRules.UntilAsync(piece.DueAt, cancellationToken);
            for (var left = piece.Bytes; !left.IsEmpty;)
            {
                var admitted = spend(await rules.AdmitAsync(left.Length, cancellationToken));
                for (var part = left[..admitted]; !part.IsEmpty;)
                {
                    part = part[await to.SendAsync(part, cancellationToken)..];
                }

                left = left[admitted..];
            }
        }
    }

    private readonly record struct Piece(ReadOnlyMemory<byte> Bytes, long DueAt);
}
