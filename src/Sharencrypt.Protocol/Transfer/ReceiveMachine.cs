using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// The receiver's side of one transfer (section 7): which chunk is the next, how much to grant, when all is there.
/// Decides only; opening, storing and sending belong to its caller. Not thread-safe.
/// </summary>
public sealed class ReceiveMachine
{
    private readonly OfferTerms _terms;
    private readonly CreditWindow _window;
    private uint? _epoch;
    private long _continues;
    private uint _nextEpoch;
    private long _position;

    // What was left out and is not yet reached by what is stored.
    private readonly Queue<(long From, long To)> _skipped = new();

    /// <summary>For an offer that is accepted now.</summary>
    /// <param name="terms">What is offered.</param>
    /// <param name="now">Any steady clock.</param>
    /// <param name="index">The first chunk that is wanted: more than 0 when the beginning was kept.</param>
    /// <param name="position">Where it begins in the stream.</param>
    public ReceiveMachine(OfferTerms terms, TimeSpan now, long index = 0, long position = 0)
    {
        _terms = terms ?? throw new ArgumentNullException(nameof(terms));
        _window = new CreditWindow(position);
        _window.Asked(now);
        _position = position;
        NextIndex = index;
        Written = position;
    }

    /// <summary>The next chunk that is wanted.</summary>
    public long NextIndex { get; private set; }

    /// <summary>Bytes that have arrived and are authentic.</summary>
    public long Received => _position;

    /// <summary>Bytes that are stored.</summary>
    public long Written { get; private set; }

    /// <summary>Up to where the sender may send.</summary>
    public long Limit => _window.Limit;

    /// <summary>Whether the final chunk has arrived.</summary>
    public bool HasFinal { get; private set; }

    /// <summary>Index of the final chunk when the length is known and chunks are full.</summary>
    private long FinalIndex => Math.Max(0, ((_terms.Bytes ?? 0) + _terms.ChunkBytes - 1) / _terms.ChunkBytes - 1);

    /// <summary>The channel is in sync again: what was in flight belongs to an epoch that is over. Send <c>continue</c> now.</summary>
    /// <param name="now">The same clock.</param>
    public void Continue(TimeSpan now)
    {
        _window.Asked(now);
        _epoch = null;
        _continues++;
    }

    /// <summary>The sender begins an epoch. Call <see cref="OnWritten"/> with no bytes behind it: what it leaves out counts as stored.</summary>
    /// <param name="epoch">One more than the last.</param>
    /// <param name="index">The next wanted chunk, or a later one when all bytes between belong to failed files.</param>
    /// <param name="continues">How many <c>continue</c> its sender had taken; with fewer than were sent, it is about the past.</param>
    /// <param name="manifest">The items; null when there are none.</param>
    /// <param name="now">The same clock.</param>
    /// <returns>False when the sender broke the protocol.</returns>
    public bool OnStream(uint epoch, long index, long continues, Manifest? manifest, TimeSpan now)
    {
        if (epoch != _nextEpoch || continues > _continues)
        {
            return false;
        }

        _nextEpoch++;
        if (continues < _continues)
        {
            return true;
        }

        _window.Answered(now);
        if (index < NextIndex || (index > NextIndex && !TrySkipTo(index, manifest)))
        {
            return false;
        }

        _epoch = epoch;
        return true;
    }

    /// <summary>Judges a chunk by its header and size, before it is opened.</summary>
    public ChunkVerdict Judge(ChunkHeader header, int plaintextLength)
    {
        if (header.Epoch < _nextEpoch && header.Epoch != _epoch)
        {
            return ChunkVerdict.Discard;
        }

        var end = _position + plaintextLength;
        var isGood = header.Epoch == _epoch && !HasFinal && header.Index == (ulong)NextIndex
            && plaintextLength <= _terms.ChunkBytes && end <= Limit && HasRightLength(header.IsFinal, plaintextLength, end);
        return isGood ? ChunkVerdict.Take : ChunkVerdict.Attack;
    }

    /// <summary>Notes that the next chunk was opened.</summary>
    public void Taken(int length, bool isFinal)
    {
        NextIndex++;
        _position += length;
        HasFinal = isFinal;
    }

    /// <summary>Notes that bytes were stored, in order, and decides whether to tell the sender now.</summary>
    /// <param name="length">How many.</param>
    /// <param name="waiting">Bytes that have arrived and are not stored yet, in the caller's hands.</param>
    /// <param name="now">The same clock.</param>
    public bool OnWritten(int length, long waiting, TimeSpan now)
    {
        Written += length;
        PassSkipped();
        return _window.Advance(Written, waiting, now);
    }

    private bool TrySkipTo(long index, Manifest? manifest)
    {
        var target = index * _terms.ChunkBytes;
        if (HasFinal || manifest is null || index > FinalIndex || !manifest.IsAllFailed(_position, target))
        {
            return false;
        }

        _skipped.Enqueue((_position, target));
        _position = target;
        NextIndex = index;
        PassSkipped();
        return true;
    }

    private void PassSkipped()
    {
        while (_skipped.TryPeek(out var next) && next.From <= Written)
        {
            Written += next.To - next.From;
            _skipped.Dequeue();
        }
    }

    private bool HasRightLength(bool isFinal, int length, long end)
    {
        if (_terms.Kind == TransferKind.Stream)
        {
            return isFinal ? (_terms.Bytes is null || end == _terms.Bytes) : length > 0 && (_terms.Bytes is null || end <= _terms.Bytes);
        }

        return isFinal
            ? end == _terms.Bytes && NextIndex == FinalIndex
            : length == _terms.ChunkBytes && NextIndex < FinalIndex;
    }
}
