using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>The sending side of one transfer, around the real machine.</summary>
internal sealed class SimulatedSender : IDisposable
{
    private readonly uint _number;
    private readonly Cargo _cargo;
    private readonly bool _isLabelOnly;
    private readonly SimulatedPeer _peer;
    private readonly NonceLedger _nonces;
    private readonly SecretBytes _key;
    private readonly Manifest? _manifest;
    private readonly List<long> _starts = [0]; // Where each chunk that was cut begins, when their length is free.
    private ChunkBox? _box;
    private string _epochKey = "";
    private byte _salt;
    private byte _rereads;

    public SimulatedSender(uint number, Cargo cargo, bool isLabelOnly, SimulatedPeer peer, NonceLedger nonces)
    {
        _number = number;
        _cargo = cargo;
        _isLabelOnly = isLabelOnly;
        _peer = peer;
        _nonces = nonces;
        _key = SecretBytes.Own([.. Enumerable.Repeat((byte)(number + 1), KeySchedule.KeyBytes)]);
        if (cargo.Terms.Kind == TransferKind.Files)
        {
            Manifest.TryCreate(cargo.Items, PathRules.Unix, out _manifest, out _).Should().Be(PathProblem.None);
        }

        Machine = new SendMachine(cargo.Terms.Kind, cargo.Terms.ChunkBytes, cargo.Terms.Bytes);
    }

    public SendMachine Machine { get; }

    public IReadOnlySet<int> Failed => _manifest?.Failed ?? new HashSet<int>();

    private bool IsCutFreely => _cargo.Terms.Kind == TransferKind.Stream;

    public void Offer()
    {
        Say(new OfferMessage(_number, _cargo.Terms, _key));
        foreach (var page in ItemPages.Cut(_number, _cargo.Items))
        {
            Say(page);
        }
    }

    /// <summary>Takes what the receiver says. False when it broke the protocol.</summary>
    public bool Take(TransferMessage message) => message switch
    {
        AcceptMessage accept => Machine.OnAccept(accept.Index, accept.Limit),
        ProgressMessage progress => Machine.OnProgress(progress.Written, progress.Limit),
        ContinueMessage goOn => Machine.OnContinue(goOn.Index, goOn.Limit, PositionOf(goOn.Index)),
        CompleteMessage => Machine.OnComplete(),
        _ => false,
    };

    /// <summary>Sends a chunk, if it may.</summary>
    public bool SendChunk(uint luck)
    {
        // Chunks follow the words about them: none before every message is sealed.
        if (_peer.Waiting > 0)
        {
            return false;
        }

        if (Machine.TryBegin(out var start))
        {
            BeginEpoch(start);
            return true;
        }

        if (!Machine.TryPlan(out var plan))
        {
            return false;
        }

        var (length, isFinal) = IsCutFreely ? Cut(plan, luck) : (plan.Length, plan.IsFinal);
        Machine.TrySend(plan, length, isFinal).Should().BeTrue();
        var header = new ChunkHeader(_number, plan.Epoch, (ulong)plan.Index, isFinal);
        var payload = _box!.Seal(header, length, i => Read(plan.Position + i));
        _nonces.Note(_epochKey, $"{header.Index} {header.IsFinal}", payload);
        _peer.Outbox.Enqueue(payload);
        return true;
    }

    /// <summary>A file turns out to be undeliverable, if one still can.</summary>
    public void FailFile(uint luck)
    {
        if (_manifest is null || _peer.Waiting > 0 || Machine.State != SendState.Streaming)
        {
            return;
        }

        var item = (int)(luck % (uint)_cargo.Items.Count);
        var position = Machine.PositionOf(Machine.NextIndex);
        var isOpen = _cargo.Items[item].Size == 0 || _manifest.EndOf(item) > position;
        if (!isOpen || _manifest.Failed.Contains(item) || !_manifest.Fail(item))
        {
            return;
        }

        Say(new FailedMessage(_number, item, Reasons.Changed));
        Machine.BeginEpoch();
        var target = Math.Min(_manifest.EndOf(item) / _cargo.Terms.ChunkBytes, Machine.FinalIndex);
        if (luck % 3 > 0 && target > Machine.NextIndex && _manifest.IsAllFailed(position, target * _cargo.Terms.ChunkBytes))
        {
            Machine.TrySkip(_manifest.EndOf(item)).Should().BeTrue();
        }
    }

    public void Dispose()
    {
        _box?.Dispose();
        _key.Dispose();
    }

    private void Say(ChannelMessage message) => _peer.Post(ChannelMessageCodec.Write(message));

    private void BeginEpoch(EpochStart start)
    {
        var salt = new byte[KeySchedule.EpochSaltBytes];
        salt[0] = _salt++;
        _epochKey = $"chunks {_number} {start.Epoch} {salt[0]}";
        _box?.Dispose();
        _box = ChunkBox.Of(_isLabelOnly, _key, salt, _number, start.Epoch);
        _rereads++;
        Say(new StreamMessage(_number, start.Epoch, salt, start.Index, start.Continues));
    }

    private (int Length, bool IsFinal) Cut(ChunkPlan plan, uint luck)
    {
        var left = _cargo.Length - plan.Position;
        var most = (int)Math.Min(left, plan.Length);
        var length = luck % 4 == 0 || most == 0 ? most : 1 + (int)(luck % (uint)most);
        var isFinal = length == left && (length == 0 || luck % 2 == 0);
        _starts.RemoveRange((int)plan.Index, _starts.Count - (int)plan.Index);
        _starts.AddRange([plan.Position, plan.Position + length]);
        return (length, isFinal);
    }

    // A file that fails has changed, perhaps between two readings of it: its bytes are others each time.
    private byte Read(long position) =>
        _manifest is not null && _manifest.Failed.Contains(_manifest.ItemAt(position)) ? _rereads : _cargo.At(position);

    private long PositionOf(long index) =>
        !IsCutFreely ? Machine.PositionOf(index) : index >= 0 && index < _starts.Count ? _starts[(int)index] : -1;
}
