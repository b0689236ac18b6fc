using Sharencrypt.Client.Channel;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// What a client needs to enter a room and to return to it: asks the relay in the order of docs/relay-protocol.md section 4
/// and docs/sealed-protocol.md section 3.1.
/// </summary>
internal sealed class RoomEntry : IDisposable
{
    /// <summary>How long a guest without a channel looks for a room that the relay has forgotten: its host may come back a little later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Between the tries of a guest whose host may be starting at this moment: as many as a connection has.</summary>
    private static readonly int[] PausesForHost = [2, 12, 150, 1500];

    private readonly TimeProvider _time;
    private readonly SlotKey _key;
    private readonly bool _isHost;
    private readonly int _capacity = RelayLimits.SmallestCapacity;
    private RoomName? _room;
    private int? _slot;
    private long? _missingSince;

    // Set by the reader of what arrives, used by it when it connects again.
    private (RoomName Room, RoomToken Token)? _member;
    private bool _isConfirmed;

    private RoomEntry(bool isHost, RoomName? room, SlotKey key, TimeProvider time) =>
        (_isHost, _room, _key, _time) = (isHost, room, key, time);

    /// <summary>For a host: a new room, of this name or of a number that the relay chooses.</summary>
    public static RoomEntry Host(RoomName? room, TimeProvider time) => new(isHost: true, room, DrawKey(), time);

    /// <summary>For a guest.</summary>
    public static RoomEntry Guest(RoomName room, TimeProvider time) => new(isHost: false, room, DrawKey(), time);

    /// <summary>For a new process of a peer that has been there before.</summary>
    public static RoomEntry Returning(MeetingSecrets secrets, TimeProvider time)
    {
        SlotKey.TryCreate(secrets.Key.Bytes, out var key);
        RoomToken.TryCreate(secrets.Token.Bytes, out var token);
        return new RoomEntry(secrets.Role == Role.Host, room: null, key!, time) // The lengths are right: they were.
        {
            _slot = secrets.OwnSlot,
            _member = (secrets.Room, token!),
            _isConfirmed = true,
        };
    }

    /// <summary>A copy of the key that proves that the slot is ours; owned by the caller.</summary>
    public SlotKey CopyKey() => SlotKey.TryCreate(_key.Bytes, out var key) ? key : throw new InvalidOperationException("A key has the length of a key.");

    /// <summary>From now on the room can be found again, should the relay forget it.</summary>
    /// <param name="room">Its second name.</param>
    /// <param name="token">Opens it; owned from here on.</param>
    /// <param name="isConfirmed">Whether the other side has proven that it knows both.</param>
    public void Know(RoomName room, RoomToken token, bool isConfirmed)
    {
        _member?.Token.Dispose();
        _member = (room, token);
        _isConfirmed = isConfirmed;
    }

    /// <summary>Enters or returns on a fresh connection.</summary>
    /// <param name="ask">Sends a control message and returns <c>entered</c> or <c>error</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<RelayControl.Entered> EnterAsync(Func<ClientControl, ValueTask<RelayControl>> ask, CancellationToken cancellationToken)
    {
        RelayControl answer = new RelayControl.Error(RelayErrorCode.RoomUnknown);
        foreach (var question in Questions())
        {
            answer = await ask(question).ConfigureAwait(false);
            if (question is ClientControl.Resume && answer is RelayControl.Error { Code: RelayErrorCode.SlotUnknown } && Rebuild(question) is { } rebuild)
            {
                answer = await ask(rebuild).ConfigureAwait(false);
            }

            if (answer is not RelayControl.Error { Code: RelayErrorCode.RoomUnknown or RelayErrorCode.SlotUnknown or RelayErrorCode.RoomLocked })
            {
                break;
            }
        }

        answer = await AskAgainAsync(ask, answer, cancellationToken).ConfigureAwait(false);
        return answer is RelayControl.Entered entered ? Note(entered) : throw Refused((RelayControl.Error)answer);
    }

    public void Dispose()
    {
        _key.Dispose();
        _member?.Token.Dispose();
    }

    private static SlotKey DrawKey()
    {
        SlotKey.TryCreate(Randomness.System.Bytes(SlotKey.SizeBytes), out var key);
        return key!; // The number of bytes is right.
    }

    // Only for a name that people chose: a number is told by a host that has its room, and is easily mistyped.
    private async ValueTask<RelayControl> AskAgainAsync(
        Func<ClientControl, ValueTask<RelayControl>> ask, RelayControl answer, CancellationToken cancellationToken)
    {
        var wasChosen = _room is { } room && room.Value.AsSpan().ContainsAnyExceptInRange('0', '9');
        if (_isHost || _slot is not null || !wasChosen)
        {
            return answer;
        }

        foreach (var pause in PausesForHost)
        {
            if (answer is not RelayControl.Error { Code: RelayErrorCode.RoomUnknown })
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(pause), _time, cancellationToken).ConfigureAwait(false);
            answer = await ask(First()).ConfigureAwait(false);
        }

        return answer;
    }

    private IEnumerable<ClientControl> Questions()
    {
        if (_slot is not { } slot)
        {
            yield return First();
            yield break;
        }

        if (_member is { } known && _isConfirmed)
        {
            yield return new ClientControl.Resume(known.Room, slot, _key);
            if (_isHost && _room is not null)
            {
                yield return new ClientControl.Resume(_room, slot, _key); // Perhaps the lock was lost with the connection.
            }

            yield return Rebuild(known, slot);
            yield break;
        }

        yield return new ClientControl.Resume(_room!, slot, _key); // Without a membership, the room has been entered by its name.
        yield return First();
        if (_member is { } expected)
        {
            yield return new ClientControl.Resume(expected.Room, slot, _key);
        }
    }

    private ClientControl First() =>
        _isHost ? new ClientControl.Open(_room, _capacity, _key) : new ClientControl.Join(_room!, _key, null);

    /// <summary>The room is there under its second name, but not our seat in it.</summary>
    private ClientControl.Rebuild? Rebuild(ClientControl question) =>
        _member is { } known && question is ClientControl.Resume resume && resume.Room == known.Room ? Rebuild(known, resume.Slot) : null;

    private ClientControl.Rebuild Rebuild((RoomName Room, RoomToken Token) known, int slot) => new(known.Room, slot, _key, known.Token, _capacity);

    private RelayControl.Entered Note(RelayControl.Entered entered)
    {
        _room ??= _member is null ? entered.Room : null;
        _slot = entered.Slot;
        _missingSince = null;
        return entered;
    }

    private Exception Refused(RelayControl.Error error)
    {
        var isMissing = error.Code is RelayErrorCode.RoomUnknown or RelayErrorCode.SlotUnknown;
        if (isMissing && _slot is not null)
        {
            _missingSince ??= _time.GetTimestamp();
            if (_time.GetElapsedTime(_missingSince.Value) < Patience)
            {
                return new TransportLostException("The relay does not know the room yet.");
            }
        }

        return Explain(error);
    }

    private RelayRefusedException Explain(RelayControl.Error error) => error.Code switch
    {
        RelayErrorCode.RoomUnknown or RelayErrorCode.SlotUnknown => new RelayRefusedException(
            ShareErrorCode.CodeUnknown,
            "Nobody is waiting under this code.",
            "Check the number at its beginning, and that the sender is still waiting. A code works once."),
        RelayErrorCode.RoomFull or RelayErrorCode.RoomLocked or RelayErrorCode.SlotTaken => new RelayRefusedException(
            ShareErrorCode.CodeUsed,
            "This code has been used, or somebody else is using it right now.",
            "Ask the sender for a new code."),
        RelayErrorCode.RoomTaken => new RelayRefusedException(
            ShareErrorCode.CodeTaken,
            _isHost && _slot is null ? "The first part of this code is in use at the relay." : "While the connection was lost, somebody else took the room of this code.",
            "Choose another code."),
        RelayErrorCode.RateLimited => new RelayRefusedException(
            ShareErrorCode.RelayBusy, "The relay has seen too many tries from your address.", "Wait a minute and try again."),
        RelayErrorCode.Full => new RelayRefusedException(
            ShareErrorCode.RelayBusy, "The relay has no room left.", "Try again later, or use another relay."),
        _ => new RelayRefusedException(
            ShareErrorCode.RelayBroken, $"The relay refused with “{Protocol.Transfer.Printable.Escape(error.CodeText)}”.", "Update this program or the relay."),
    };
}
