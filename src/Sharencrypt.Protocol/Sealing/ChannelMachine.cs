namespace Sharencrypt.Protocol.Sealing;

/// <summary>
/// The numbers of one side of a channel: exactly once and in order, across lost connections (sections 5 and 6).
/// Decides only; sealing, sending and time belong to its caller. Not thread-safe.
/// </summary>
public sealed class ChannelMachine
{
    /// <summary>The most messages that may be unconfirmed.</summary>
    public const int MaxUnconfirmedMessages = 256;

    /// <summary>The most sealed bytes that may be unconfirmed.</summary>
    public const int MaxUnconfirmedBytes = 8 * 1024 * 1024;

    private const int MessagesPerAck = 32;

    // What this side sends: the kept messages are numbered from _confirmed on.
    private readonly Queue<byte[]> _kept = new();
    private ulong _confirmed;
    private long _keptBytes;

    // What the other side sends.
    private int _takenSinceSent;

    // Lost connections.
    private ulong _mine;
    private ulong _theirs;
    private ulong? _lastResync;

    /// <summary>Number of the next message of this side.</summary>
    public ulong NextNumber => _confirmed + (ulong)_kept.Count;

    /// <summary>Number of the next message that is expected from the other side.</summary>
    public ulong Expected { get; private set; }

    /// <summary>Whether what arrives is taken and what is sealed may be sent.</summary>
    public bool IsInSync { get; private set; } = true;

    /// <summary>Whether a new message may be sealed now, or must wait for confirmations.</summary>
    public bool HasRoom => _kept.Count < MaxUnconfirmedMessages && _keptBytes < MaxUnconfirmedBytes;

    /// <summary>
    /// Whether the other side waits to hear what was taken: send something now, if only an ack; an ack also without
    /// <see cref="HasRoom"/>, since both sides could otherwise wait for each other for ever.
    /// </summary>
    public bool OwesAck => _takenSinceSent >= MessagesPerAck;

    /// <summary>All messages of this side before this number are confirmed.</summary>
    public ulong Confirmed => _confirmed;

    /// <summary>The kept messages, oldest first: what to send again after a resync.</summary>
    public IReadOnlyCollection<byte[]> Unconfirmed => _kept;

    /// <summary>Keeps the sealed bytes of message <see cref="NextNumber"/> until they are confirmed; the array is no longer changed.</summary>
    public void Keep(byte[] sealedMessage)
    {
        ArgumentNullException.ThrowIfNull(sealedMessage);
        _kept.Enqueue(sealedMessage);
        _keptBytes += sealedMessage.Length;
        _takenSinceSent = 0;
    }

    /// <summary>Judges a message by its number, before it is opened.</summary>
    public ChannelVerdict Judge(ulong number) =>
        !IsInSync ? ChannelVerdict.Discard
        : number == Expected ? ChannelVerdict.Take
        : ChannelVerdict.Attack;

    /// <summary>Notes that the expected message was opened.</summary>
    /// <param name="received">What its header confirms; a message that is sent again says what it said at first, which may be long known.</param>
    public ChannelVerdict Taken(ulong received)
    {
        if (received > NextNumber)
        {
            return ChannelVerdict.Attack;
        }

        Confirm(received);
        Expected++;
        _takenSinceSent++;
        return ChannelVerdict.Take;
    }

    /// <summary>This side's connection is new, or the other side's is: out of sync from now on.</summary>
    /// <returns>The resync to send.</returns>
    public ResyncState LoseSync()
    {
        _mine++;
        IsInSync = false;
        return Here();
    }

    /// <summary>Takes an opened resync of the other side.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="resync">What it says.</param>
    /// <param name="answer">What to send back, or null.</param>
    /// <param name="isBackInSync">True when <see cref="Unconfirmed"/> is now to be sent again, after the answer.</param>
    public ChannelVerdict OnResync(ulong number, ResyncState resync, out ResyncState? answer, out bool isBackInSync)
    {
        answer = null;
        isBackInSync = false;
        if (number <= _lastResync)
        {
            return ChannelVerdict.Attack;
        }

        _lastResync = number;
        if (resync.Generation < _theirs)
        {
            return ChannelVerdict.Discard;
        }

        if (resync.Seen > _mine || resync.Expected > NextNumber || resync.Expected < _confirmed)
        {
            return ChannelVerdict.Attack;
        }

        var isNews = resync.Generation > _theirs;
        if (isNews)
        {
            _theirs = resync.Generation;
            answer = Here();
        }

        if (resync.Seen == _mine && (isNews || !IsInSync))
        {
            Confirm(resync.Expected);
            IsInSync = true;
            isBackInSync = true;
        }

        return ChannelVerdict.Take;
    }

    private ResyncState Here() => new(_mine, _theirs, Expected);

    private void Confirm(ulong received)
    {
        while (_confirmed < received)
        {
            _keptBytes -= _kept.Dequeue().Length;
            _confirmed++;
        }
    }
}
