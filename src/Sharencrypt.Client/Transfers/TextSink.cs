using System.Text;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>Collects a text, whose length the protocol bounds.</summary>
internal sealed class TextSink : ITransferSink
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly MemoryStream _bytes = new();

    /// <summary>The text, once complete.</summary>
    public string? Text { get; private set; }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _bytes.Write(bytes.Span);
        return ValueTask.CompletedTask;
    }

    public long? Continue(Manifest again, int chunkBytes) => null;

    public void Discard()
    {
        // Nothing is kept anyway.
    }

    public void SkipTo(long position) => throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side left out a part of a text.");

    public void Fail(int item) => throw new SealBrokenException(ShareErrorCode.PeerBroken, "The other side spoke of a file in a text.");

    public ValueTask<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            Text = Strict.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
            return ValueTask.FromResult<IReadOnlyList<string>>([]);
        }
        catch (DecoderFallbackException)
        {
            throw new SealBrokenException(ShareErrorCode.PeerBroken, "What the other side sent as text is not text.");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
