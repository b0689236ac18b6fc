using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Judges and opens the chunks of one transfer on one channel, in order. Used by one thread at a time.</summary>
/// <param name="key">The transfer's key; becomes the opener's.</param>
/// <param name="transfer">The transfer's number on the channel.</param>
internal sealed class ChunkOpener(SecretBytes key, uint transfer) : IDisposable
{
    private ChunkCipher? _cipher;

    /// <summary>A new epoch begins.</summary>
    public void Begin(ReadOnlySpan<byte> salt, uint epoch)
    {
        _cipher?.Dispose();
        _cipher = new ChunkCipher(key, salt, transfer, epoch);
    }

    /// <summary>Whether a chunk is one to open, and how long its text is. False when it is to be passed over.</summary>
    /// <exception cref="SealBrokenException">It makes no sense here.</exception>
    public bool TryJudge(ReceiveMachine machine, FrameBuffer chunk, out ChunkHeader header, out int length)
    {
        length = chunk.Length - RelayLimits.DataHeaderBytes - ChunkHeader.OverheadBytes;
        if (!ChunkHeader.TryRead(chunk.Payload, out header))
        {
            throw Tampered();
        }

        return machine.Judge(header, length) switch
        {
            ChunkVerdict.Discard => false,
            ChunkVerdict.Take when _cipher is not null => true,
            _ => throw Tampered(),
        };
    }

    /// <summary>Opens a chunk where it lies.</summary>
    /// <exception cref="SealBrokenException">It is not authentic.</exception>
    public ReadOnlyMemory<byte> Open(ReceiveMachine machine, FrameBuffer chunk, ChunkHeader header, int length)
    {
        var text = chunk.Whole.Slice(RelayLimits.DataHeaderBytes + ChunkHeader.Bytes, length);
        OpenInto(text.Span, machine, chunk, header);
        return text;
    }

    /// <summary>Opens a chunk into other memory, as long as its text.</summary>
    /// <exception cref="SealBrokenException">It is not authentic; the memory holds zeros.</exception>
    public void OpenInto(Span<byte> destination, ReceiveMachine machine, FrameBuffer chunk, ChunkHeader header)
    {
        if (_cipher?.TryOpen(header, chunk.Payload, destination) != true)
        {
            throw Tampered();
        }

        machine.Taken(destination.Length, header.IsFinal);
    }

    public void Dispose()
    {
        _cipher?.Dispose();
        key.Dispose();
    }

    private static SealBrokenException Tampered() =>
        new(ShareErrorCode.Integrity, "A piece of what arrived is not authentic: somebody tampers with the connection, or software is broken. Nothing of it is kept.");
}
