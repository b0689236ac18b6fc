namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// The sender's side of one transfer (section 7): what may be sent when, and what an answer means.
/// Decides only; reading, sealing and sending belong to its caller. Every method about what the other side said returns
/// false when that broke the protocol; what it still says about a closed transfer is ignored. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// WaitingForAnswer    accept: Streaming                     complete, when offered again: Complete
/// Streaming           final chunk: WaitingForComplete       lost sync: WaitingForContinue
/// WaitingForComplete  complete: Complete                    lost sync: WaitingForContinue
/// WaitingForContinue  continue: Streaming (or WaitingForComplete when the receiver has all)
/// any but Complete    decline or cancel: Ended
/// </code>
/// </remarks>
public sealed class SendMachine
{
    private readonly int _chunkBytes;
    private readonly long? _totalBytes;
    private readonly bool _isLengthFree;
    private readonly bool _isOfferedAgain;
    private long _limit;
    private long _index;
    private long _position;

    // The epoch of the chunks; a new one begins with its message.
    private uint _epoch;
    private uint _nextEpoch;
    private bool _isStreamDue;
    private long _continues;

    // Behind all that was ever sent or left out, in chunks and in bytes.
    private long _furthestIndex;
    private long _furthest;

    // Index behind the final chunk, once that was sent.
    private long? _end;

    /// <summary>An offer that is about to be made.</summary>
    /// <param name="kind">A stream may be sent in chunks of any length.</param>
    /// <param name="chunkBytes">Plaintext of a full chunk.</param>
    /// <param name="totalBytes">Length of the stream, or null.</param>
    /// <param name="isOfferedAgain">The same transfer was offered before, on an earlier channel: the receiver may have all of it.</param>
    public SendMachine(TransferKind kind, int chunkBytes, long? totalBytes, bool isOfferedAgain = false)
    {
        _isOfferedAgain = isOfferedAgain;
        _isLengthFree = kind == TransferKind.Stream;
        _chunkBytes = chunkBytes;
        _totalBytes = totalBytes;
    }

    /// <summary>Where it stands.</summary>
    public SendState State { get; private set; } = SendState.WaitingForAnswer;

    /// <summary>Bytes that the receiver has confirmed as stored.</summary>
    public long Written { get; private set; }

    /// <summary>Index of the next chunk.</summary>
    public long NextIndex => _index;

    /// <summary>Index of the final chunk of a stream of known length and full chunks.</summary>
    public long FinalIndex => Math.Max(0, ((_totalBytes ?? 0) + _chunkBytes - 1) / _chunkBytes - 1);

    private bool IsClosed => State is SendState.Complete or SendState.Ended;

    /// <summary>The receiver wants it.</summary>
    /// <param name="index">The first chunk that it wants: it may have kept the beginning.</param>
    /// <param name="limit">Up to where it grants.</param>
    /// <param name="position">Where that chunk begins, for chunks of free length: the caller knows it from what it kept. Without it they can only begin at 0.</param>
    public bool OnAccept(long index, long limit, long? position = null)
    {
        if (IsClosed)
        {
            return true;
        }

        if (State != SendState.WaitingForAnswer || index < 0 || index > (_isLengthFree ? position is null ? 0 : long.MaxValue : FinalIndex))
        {
            return false;
        }

        MoveTo(index, position ?? PositionOf(index));
        Written = _position;
        return Start(index, _position, limit);
    }

    /// <summary>The receiver says where to go on after a lost connection.</summary>
    /// <param name="index">The next chunk that it wants.</param>
    /// <param name="limit">Up to where it grants.</param>
    /// <param name="position">Where that chunk begins; for chunks of free length the caller knows it from what it kept.</param>
    public bool OnContinue(long index, long limit, long position)
    {
        if (IsClosed)
        {
            return true;
        }

        var isRunning = State is SendState.Streaming or SendState.WaitingForContinue or SendState.WaitingForComplete;
        if (!isRunning || index < 0 || index > _furthestIndex || position < Written || position > _furthest)
        {
            return false;
        }

        _continues++;
        return Start(index, position, limit);
    }

    /// <summary>Position of a chunk when all before it are full, or the end of the stream.</summary>
    public long PositionOf(long index) => Math.Min(Math.Min(index, long.MaxValue / _chunkBytes) * _chunkBytes, _totalBytes ?? long.MaxValue);

    /// <summary>The connection was lost: send nothing until the receiver says where to go on.</summary>
    public void LoseSync()
    {
        if (State is SendState.Streaming or SendState.WaitingForComplete)
        {
            State = SendState.WaitingForContinue;
        }
    }

    /// <summary>The receiver has stored more.</summary>
    public bool OnProgress(long written, long limit)
    {
        if (IsClosed)
        {
            return true;
        }

        if (State is SendState.WaitingForAnswer || written < Written || written > _furthest || limit < _limit)
        {
            return false;
        }

        Written = written;
        _limit = limit;
        return true;
    }

    /// <summary>The receiver has everything in place.</summary>
    public bool OnComplete()
    {
        if (IsClosed)
        {
            return true;
        }

        var wasBefore = State == SendState.WaitingForAnswer && _isOfferedAgain;
        if (!wasBefore && (State is not (SendState.WaitingForComplete or SendState.WaitingForContinue) || _end is null))
        {
            return false;
        }

        Written = Math.Max(_furthest, _totalBytes ?? 0);
        State = SendState.Complete;
        return true;
    }

    /// <summary>Either side ended it.</summary>
    public void End()
    {
        if (State != SendState.Complete)
        {
            State = SendState.Ended;
        }
    }

    /// <summary>Whether a <c>stream</c> message is due, and what it says: true once for each epoch. Send it at once, before any chunk.</summary>
    public bool TryBegin(out EpochStart start)
    {
        start = default;
        if (State != SendState.Streaming || !_isStreamDue)
        {
            return false;
        }

        _isStreamDue = false;
        _epoch = _nextEpoch++;
        start = new EpochStart(_epoch, _index, _continues);
        return true;
    }

    /// <summary>Whether a chunk may be sent now, and which. Never while a <c>stream</c> message is due.</summary>
    public bool TryPlan(out ChunkPlan plan)
    {
        plan = default;
        if (State != SendState.Streaming || _isStreamDue)
        {
            return false;
        }

        var length = (int)Math.Min(_chunkBytes, (_totalBytes ?? long.MaxValue) - _position);
        if (_position + length > _limit)
        {
            return false;
        }

        var isFinal = !_isLengthFree && _index == FinalIndex;
        plan = new ChunkPlan(_epoch, _index, _position, length, isFinal);
        return true;
    }

    /// <summary>
    /// Takes a planned chunk as sent: only when it returns true may the chunk be sealed, once, and sent. It is false when
    /// something happened since the plan was made; what was read for it is then of no use.
    /// </summary>
    /// <param name="plan">From <see cref="TryPlan"/>.</param>
    /// <param name="length">How many bytes it holds; less than planned only when the length is free.</param>
    /// <param name="isFinal">Whether the stream ends with it; other than planned only when the length is free.</param>
    public bool TrySend(ChunkPlan plan, int length, bool isFinal)
    {
        if (!TryPlan(out var current) || current != plan)
        {
            return false;
        }

        MoveTo(_index + 1, _position + length);
        if (isFinal)
        {
            _end = _index;
            State = SendState.WaitingForComplete;
        }

        return true;
    }

    /// <summary>
    /// Asks for a new epoch at <see cref="NextIndex"/>, as behind every word that a file failed: without that word nobody can
    /// open the chunks that follow it, so no relay can hold it back and let them pass.
    /// </summary>
    public void BeginEpoch() => _isStreamDue = true;

    /// <summary>Leaves out the rest of a failed file in a new epoch, when that saves chunks.</summary>
    /// <param name="end">Where the failed file ends in the stream. From <see cref="NextIndex"/> to there all must have failed.</param>
    public bool TrySkip(long end)
    {
        var target = Math.Min(end / _chunkBytes, FinalIndex);
        if (State != SendState.Streaming || _isLengthFree || target <= _index)
        {
            return false;
        }

        MoveTo(target, PositionOf(target));
        BeginEpoch();
        return true;
    }

    private void MoveTo(long index, long position)
    {
        _index = index;
        _position = position;
        _furthestIndex = Math.Max(_furthestIndex, index);
        _furthest = Math.Max(_furthest, position);
    }

    private bool Start(long index, long position, long limit)
    {
        if (limit < _limit || (_totalBytes is { } total && position > total))
        {
            return false;
        }

        _limit = limit;
        _index = index;
        _position = position;
        if (index == _end)
        {
            State = SendState.WaitingForComplete; // Everything was received; only the last word was lost.
            return true;
        }

        if (_isLengthFree)
        {
            _end = null; // The rest may be cut otherwise this time.
        }

        State = SendState.Streaming;
        BeginEpoch();
        return true;
    }
}
