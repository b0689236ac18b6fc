namespace Sharencrypt.Protocol.Transfer;

/// <summary>
/// The sender's side of one transfer (section 7): what may be sent when, and what an answer means.
/// Decides only; reading, sealing and sending belong to its caller. Every method about what the other side said returns
/// false when that broke the protocol; what it still says about a closed transfer is ignored. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// WaitingForAnswer    accept: Streaming
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
    private uint _nextEpoch;
    private long _limit;
    private long _index;
    private long _position;

    // Behind all that was ever sent or left out, in chunks and in bytes.
    private long _furthestIndex;
    private long _furthest;

    // Index behind the final chunk, once that was sent.
    private long? _end;

    /// <summary>An offer that is about to be made.</summary>
    /// <param name="kind">A stream may be sent in chunks of any length.</param>
    /// <param name="chunkBytes">Plaintext of a full chunk.</param>
    /// <param name="totalBytes">Length of the stream, or null.</param>
    public SendMachine(TransferKind kind, int chunkBytes, long? totalBytes)
    {
        _isLengthFree = kind == TransferKind.Stream;
        _chunkBytes = chunkBytes;
        _totalBytes = totalBytes;
    }

    /// <summary>Where it stands.</summary>
    public SendState State { get; private set; } = SendState.WaitingForAnswer;

    /// <summary>Bytes that the receiver has confirmed as stored.</summary>
    public long Written { get; private set; }

    /// <summary>The epoch that the chunks belong to.</summary>
    public uint Epoch { get; private set; }

    /// <summary>How many times the receiver has said where to go on.</summary>
    public long Continues { get; private set; }

    /// <summary>Index of the next chunk.</summary>
    public long NextIndex => _index;

    /// <summary>Index of the final chunk of a stream of known length and full chunks.</summary>
    public long FinalIndex => Math.Max(0, ((_totalBytes ?? 0) + _chunkBytes - 1) / _chunkBytes - 1);

    private bool IsClosed => State is SendState.Complete or SendState.Ended;

    /// <summary>The receiver wants it: begin a new epoch at <see cref="NextIndex"/>.</summary>
    /// <param name="index">The first chunk that it wants: it may have kept the beginning. Never more than 0 for chunks of free length.</param>
    /// <param name="limit">Up to where it grants.</param>
    public bool OnAccept(long index, long limit)
    {
        if (IsClosed)
        {
            return true;
        }

        if (State != SendState.WaitingForAnswer || index < 0 || index > (_isLengthFree ? 0 : FinalIndex))
        {
            return false;
        }

        MoveTo(index, PositionOf(index));
        Written = _position;
        return Start(index, _position, limit);
    }

    /// <summary>The receiver says where to go on after a lost connection: begin a new epoch there.</summary>
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

        Continues++;
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

        if (State is not (SendState.WaitingForComplete or SendState.WaitingForContinue) || _end is null)
        {
            return false;
        }

        Written = _furthest;
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

    /// <summary>Whether a chunk may be sent now, and which.</summary>
    public bool TryPlan(out ChunkPlan plan)
    {
        plan = default;
        if (State != SendState.Streaming)
        {
            return false;
        }

        var length = (int)Math.Min(_chunkBytes, (_totalBytes ?? long.MaxValue) - _position);
        if (_position + length > _limit)
        {
            return false;
        }

        plan = new ChunkPlan(_index, _position, length, _totalBytes is { } total && !_isLengthFree && _position + length == total && _index == FinalIndex);
        return true;
    }

    /// <summary>Notes that the planned chunk was sealed.</summary>
    /// <param name="length">How many bytes it holds.</param>
    /// <param name="isFinal">Whether the stream ends with it.</param>
    public void Sent(int length, bool isFinal)
    {
        MoveTo(_index + 1, _position + length);
        if (isFinal)
        {
            _end = _index;
            State = SendState.WaitingForComplete;
        }
    }

    /// <summary>Leaves out the rest of a failed file, when that saves chunks: then begin a new epoch at <see cref="NextIndex"/>.</summary>
    /// <param name="end">Where the failed file ends in the stream.</param>
    public bool TrySkip(long end)
    {
        var target = Math.Min(end / _chunkBytes, FinalIndex);
        if (State != SendState.Streaming || target <= _index)
        {
            return false;
        }

        MoveTo(target, PositionOf(target));
        Epoch = _nextEpoch++;
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
        Epoch = _nextEpoch++;
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
        return true;
    }
}
