using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Connection;

/// <summary>What a client needs to enter a room and to return to it: asks the relay in the order of docs/relay-protocol.md section 4.</summary>
internal sealed class RoomEntry : IDisposable
{
    private readonly SlotKey _key;
    private readonly bool _isHost;
    private readonly int _capacity = RelayLimits.SmallestCapacity;
    private RoomName? _room;
    private RoomToken? _token;
    private int? _slot;
    private bool _hasCompany;

    private RoomEntry(bool isHost, RoomName? room, RoomToken? token, Randomness randomness)
    {
        _isHost = isHost;
        _room = room;
        _token = token;
        SlotKey.TryCreate(randomness.Bytes(SlotKey.SizeBytes), out var key);
        _key = key!; // The number of bytes is right.
    }

    /// <summary>For a host: a new room, of this name or of a number that the relay chooses.</summary>
    public static RoomEntry Host(RoomName? room) => new(isHost: true, room, token: null, Randomness.System);

    /// <summary>For a guest.</summary>
    public static RoomEntry Guest(RoomName room) => new(isHost: false, room, token: null, Randomness.System);

    /// <summary>From now on the room can be made again, should the relay forget it.</summary>
    public void Know(RoomToken token) => Interlocked.Exchange(ref _token, token)?.Dispose();

    /// <summary>Somebody has joined: the room may no longer be opened anew under the same name.</summary>
    public void HaveCompany() => _hasCompany = true;

    /// <summary>Enters or returns on a fresh connection.</summary>
    /// <param name="ask">Sends a control message and returns <c>entered</c> or <c>error</c>.</param>
    public async ValueTask<RelayControl.Entered> EnterAsync(Func<ClientControl, ValueTask<RelayControl>> ask)
    {
        var answer = await ask(FirstQuestion()).ConfigureAwait(false);
        if (answer is RelayControl.Error { Code: RelayErrorCode.RoomUnknown or RelayErrorCode.SlotUnknown } && SecondQuestion() is { } question)
        {
            answer = await ask(question).ConfigureAwait(false);
        }

        if (answer is not RelayControl.Entered entered)
        {
            throw Explain((RelayControl.Error)answer);
        }

        _room = entered.Room;
        _slot = entered.Slot;
        return entered;
    }

    public void Dispose()
    {
        _key.Dispose();
        _token?.Dispose();
    }

    private ClientControl FirstQuestion() =>
        _slot is { } slot ? new ClientControl.Resume(_room!, slot, _key)
        : _isHost ? new ClientControl.Open(_room, _capacity, _key)
        : new ClientControl.Join(_room!, _key, _token);

    private ClientControl? SecondQuestion() =>
        _slot is not { } slot ? null
        : _token is { } token ? new ClientControl.Rebuild(_room!, slot, _key, token, _capacity)
        : _isHost && !_hasCompany ? new ClientControl.Open(_room, _capacity, _key)
        : _isHost ? null
        : new ClientControl.Join(_room!, _key, _token);

    private RelayRefusedException Explain(RelayControl.Error error) => error.Code switch
    {
        RelayErrorCode.RoomUnknown => new RelayRefusedException(
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
