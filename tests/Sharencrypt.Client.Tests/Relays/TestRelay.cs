using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Tests.Relays;

/// <summary>What a relay may do with a data frame that passes: return what arrives instead of it.</summary>
/// <param name="Number">Counts the data frames of both directions, from 0.</param>
/// <param name="FromSlot">Whose it is.</param>
/// <param name="Payload">Its payload.</param>
internal sealed record Passing(int Number, int FromSlot, byte[] Payload);

/// <summary>
/// A relay in memory for two peers that does as the protocol says, except where a test wants it to misbehave:
/// connections end, frames are dropped, repeated, held back or changed.
/// </summary>
internal sealed class TestRelay : IRelayConnector
{
    private readonly Lock _gate = new();
    private readonly TestTransport?[] _connected = new TestTransport?[2];
    private readonly bool[] _taken = new bool[2];
    private RoomName? _room;
    private RoomName? _secondName;
    private SecretHash? _lock;
    private int _frames;

    /// <summary>Returns what arrives instead of a data frame. Default: the frame.</summary>
    public Func<Passing, IEnumerable<byte[]>> Tamper { get; set; } = passing => [passing.Payload];

    /// <summary>Told of every frame that arrives at the relay, of whatever kind.</summary>
    public Action<byte[]> Received { get; set; } = _ => { };

    /// <summary>Called after each data frame has passed; may call <see cref="Cut"/>.</summary>
    public Action<Passing> Passed { get; set; } = _ => { };

    /// <summary>The relay's clock as it says it.</summary>
    public DateTimeOffset Clock { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Whether the relay forgets everything when a connection is cut, as one that was restarted.</summary>
    public bool ForgetsOnCut { get; set; }

    /// <summary>The time by which its clients wait.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ShareOptions Options => ShareOptions.Default with { Connector = _ => this, TimeProvider = Time };

    public ValueTask<IRelayTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var transport = new TestTransport(this);
        transport.Deliver(FrameWriter.Control(new RelayControl.Welcome("test", Clock, TimeSpan.FromSeconds(45))));
        return ValueTask.FromResult<IRelayTransport>(transport);
    }

    /// <summary>Ends the connection of a slot without a word; what is in flight to it is lost.</summary>
    public void Cut(int slot)
    {
        lock (_gate)
        {
            if (_connected[slot] is not { } transport)
            {
                return;
            }

            _connected[slot] = null;
            transport.Lose();
            if (ForgetsOnCut)
            {
                Forget();
                _connected[1 - slot]?.Lose();
                _connected[1 - slot] = null;
            }
            else
            {
                Tell(1 - slot, new RelayControl.Away(slot));
            }
        }
    }

    internal void Take(TestTransport from, byte[] frame)
    {
        lock (_gate)
        {
            Received(frame);
            switch ((FrameType)frame[0])
            {
                case FrameType.Control:
                    ClientControl.TryParse(frame.AsSpan(1), out var control);
                    TakeControl(from, control!);
                    break;
                case FrameType.Data when from.Slot is { } slot && _connected[slot] == from:
                    Pass(slot, frame[RelayLimits.DataHeaderBytes..]);
                    break;
                default:
                    break;
            }
        }
    }

    internal void Lost(TestTransport from)
    {
        lock (_gate)
        {
            if (from.Slot is { } slot && _connected[slot] == from)
            {
                _connected[slot] = null;
                Tell(1 - slot, new RelayControl.Away(slot));
            }
        }
    }

    private void Pass(int slot, byte[] payload)
    {
        var passing = new Passing(_frames++, slot, payload);
        foreach (var arriving in Tamper(passing))
        {
            if (arriving.Length == 0)
            {
                continue; // A real relay cannot forward a frame without payload.
            }

            var frame = new byte[RelayLimits.DataHeaderBytes + arriving.Length];
            FrameWriter.WriteDataHeader(frame, SlotSet.Of(slot));
            arriving.CopyTo(frame, RelayLimits.DataHeaderBytes);
            _connected[1 - slot]?.Deliver(frame);
        }

        Passed(passing);
    }

    private void TakeControl(TestTransport from, ClientControl control)
    {
        switch (control)
        {
            case ClientControl.Open open when _room is null:
                RoomName.TryCreate("4821", out var number);
                _room = open.Room ?? number;
                Enter(from, 0, isReturn: false);
                break;
            case ClientControl.Open:
                Refuse(from, RelayErrorCode.RoomTaken);
                break;
            case ClientControl.Join join when !IsRoom(join.Room):
                Refuse(from, RelayErrorCode.RoomUnknown);
                break;
            case ClientControl.Join when _lock is not null:
                Refuse(from, RelayErrorCode.RoomLocked);
                break;
            case ClientControl.Join when _taken[1]:
                Refuse(from, RelayErrorCode.RoomFull);
                break;
            case ClientControl.Join:
                Enter(from, 1, isReturn: false);
                break;
            case ClientControl.Resume resume when IsRoom(resume.Room) && _taken[resume.Slot]:
                Enter(from, resume.Slot, isReturn: true);
                break;
            case ClientControl.Resume resume:
                Refuse(from, IsRoom(resume.Room) ? RelayErrorCode.SlotUnknown : RelayErrorCode.RoomUnknown);
                break;
            case ClientControl.Rebuild rebuild:
                Rebuild(from, rebuild);
                break;
            case ClientControl.Lock @lock when from.Slot == 0 && _connected[0] == from:
                (_lock, _secondName) = (@lock.Hash, @lock.Room);
                break;
            case ClientControl.Remove remove:
                Close(remove.Slot, ClosedReason.Removed);
                Tell(0, new RelayControl.Left(remove.Slot, LeftReason.Removed));
                break;
            case ClientControl.Leave when from.Slot is { } slot && _connected[slot] == from:
                Leave(slot);
                break;
            default:
                break;
        }
    }

    private bool IsRoom(RoomName name) => _room is not null && (name == _room || name == _secondName);

    private void Rebuild(TestTransport from, ClientControl.Rebuild rebuild)
    {
        // It holds one room: another one takes its place when nobody is in it any more.
        if (!IsRoom(rebuild.Room) && (_room is null || _connected.All(transport => transport is null)))
        {
            Forget();
            (_room, _lock) = (rebuild.Room, rebuild.Token.Hash());
        }

        if (!IsRoom(rebuild.Room) || _lock is null || !_lock.Matches(rebuild.Token.Hash()))
        {
            Refuse(from, RelayErrorCode.RoomTaken);
            return;
        }

        Enter(from, rebuild.Slot, isReturn: true);
    }

    private void Forget()
    {
        (_room, _secondName, _lock) = (null, null, null);
        _taken.AsSpan().Clear();
    }

    private void Leave(int slot)
    {
        _connected[slot] = null;
        _taken[slot] = false;
        if (slot == 0)
        {
            Close(1, ClosedReason.HostLeft);
            Forget();
        }
        else
        {
            Tell(0, new RelayControl.Left(slot, LeftReason.Left));
        }
    }

    private void Close(int slot, ClosedReason reason)
    {
        Tell(slot, new RelayControl.Closed(reason));
        _connected[slot] = null;
        _taken[slot] = false;
    }

    private void Enter(TestTransport from, int slot, bool isReturn)
    {
        from.Slot = slot;
        _connected[slot]?.Lose();
        _connected[slot] = from;
        _taken[slot] = true;
        var other = 1 - slot;
        var peers = _taken[other] ? SlotSet.Of(other) : SlotSet.Empty;
        Tell(slot, new RelayControl.Entered(_room!, slot, 2, peers, _connected[other] is null ? peers : SlotSet.Empty));
        Tell(other, isReturn ? new RelayControl.Back(slot) : new RelayControl.Arrived(slot));
    }

    private void Tell(int slot, RelayControl control) => _connected[slot]?.Deliver(FrameWriter.Control(control));

    private static void Refuse(TestTransport from, RelayErrorCode code) => from.Deliver(FrameWriter.Control(new RelayControl.Error(code)));
}
