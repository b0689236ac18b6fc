using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>The receiving side of one transfer, around the real machine; it stores later than it receives.</summary>
internal sealed class SimulatedReceiver : IDisposable
{
    private readonly OfferMessage _offer;
    private readonly bool _isLabelOnly;
    private readonly SimulatedPeer _peer;
    private readonly ReceiveMachine _machine;
    private readonly List<TransferItem> _items = [];
    private readonly Queue<int> _unwritten = new();
    private readonly MemoryStream _stored = new();
    private Manifest? _manifest;
    private ChunkBox? _box;
    private TimeSpan _now;
    private bool _isAccepted;

    public SimulatedReceiver(OfferMessage offer, bool isLabelOnly, SimulatedPeer peer)
    {
        _offer = offer;
        _isLabelOnly = isLabelOnly;
        _peer = peer;
        _machine = new ReceiveMachine(offer.Terms, _now);
    }

    /// <summary>Whether it has told its person that everything is there.</summary>
    public bool IsComplete { get; private set; }

    public long Received => _machine.Received;

    public long Written => _machine.Written;

    public IReadOnlySet<int> Failed => _manifest?.Failed ?? new HashSet<int>();

    /// <summary>Everything that was taken, left-out parts as zeros.</summary>
    public ReadOnlySpan<byte> Stored => _stored.GetBuffer().AsSpan(0, (int)_stored.Length);

    /// <summary>Takes what the sender says. False when it broke the protocol.</summary>
    public bool Take(TransferMessage message)
    {
        switch (message)
        {
            case ItemsMessage items:
                _items.AddRange(items.Items);
                return _items.Count < _offer.Terms.Items || Manifest.TryCreate(_items, PathRules.Unix, out _manifest, out _) == PathProblem.None;
            case FailedMessage failed:
                return IsComplete || _manifest?.Fail(failed.Item) == true;
            case StreamMessage stream:
                return IsComplete || OnStream(stream);
            default:
                return false;
        }
    }

    /// <summary>Takes a chunk. False when it is an attack.</summary>
    public bool TakeChunk(ChunkHeader header, byte[] payload)
    {
        if (IsComplete)
        {
            return true;
        }

        var length = ChunkBox.PlaintextLength(_isLabelOnly, payload);
        switch (_machine.Judge(header, length))
        {
            case ChunkVerdict.Discard:
                return true;
            case ChunkVerdict.Take when _box?.Open(header, payload) is { } text:
                Store(text);
                _machine.Taken(length, header.IsFinal);
                _unwritten.Enqueue(length);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The person says yes, a write comes to its end, or the last word is said. False when there is nothing to do.</summary>
    public bool Work()
    {
        _now += TimeSpan.FromMilliseconds(30);
        if (!_isAccepted)
        {
            if (_offer.Terms.Kind == TransferKind.Files && _manifest is null)
            {
                return false;
            }

            _isAccepted = true;
            Say(new AcceptMessage(_offer.Transfer, _machine.NextIndex, _machine.Limit));
            return true;
        }

        if (_unwritten.TryDequeue(out var length))
        {
            ReportWritten(length);
            return true;
        }

        if (!_machine.HasFinal || IsComplete)
        {
            return false;
        }

        IsComplete = true;
        Say(new CompleteMessage(_offer.Transfer));
        return true;
    }

    public void BackInSync()
    {
        if (_isAccepted && !IsComplete)
        {
            _machine.Continue(_now);
            Say(new ContinueMessage(_offer.Transfer, _machine.NextIndex, _machine.Limit));
        }
    }

    public void Dispose()
    {
        _box?.Dispose();
        _offer.Key.Dispose();
        _stored.Dispose();
    }

    private void Say(ChannelMessage message) => _peer.Post(ChannelMessageCodec.Write(message));

    private bool OnStream(StreamMessage stream)
    {
        if (!_machine.OnStream(stream.Epoch, stream.Index, stream.Continues, _manifest, _now))
        {
            return false;
        }

        _box?.Dispose();
        _box = ChunkBox.Of(_isLabelOnly, _offer.Key, stream.Salt, _offer.Transfer, stream.Epoch);
        ReportWritten(0);
        return true;
    }

    private void ReportWritten(int length)
    {
        if (_machine.OnWritten(length, 0, _now))
        {
            Say(new ProgressMessage(_offer.Transfer, _machine.Written, _machine.Limit));
        }
    }

    private void Store(byte[] text)
    {
        if (_isLabelOnly)
        {
            return;
        }

        _stored.SetLength(Math.Max(_stored.Length, _machine.Received));
        _stored.Position = _machine.Received;
        _stored.Position.Should().Be(_stored.Length, "no byte is taken twice and none is left out");
        _stored.Write(text);
    }
}
