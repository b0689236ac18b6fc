using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client.Channel;

/// <summary>
/// One room, one other peer: proves the secret, opens the channel, keeps strangers out, puts the channel in sync again
/// whenever a connection was lost, and opens another when either side has lost it. All state belongs to the connection's
/// reader, which calls one method at a time.
/// </summary>
internal sealed partial class Meeting : IRelayEvents, IAsyncDisposable
{
    private static readonly TimeSpan AnswerBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastWordBound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly Role _role;
    private readonly ShareOptions _options;
    private readonly IMeetingEvents _events;
    private readonly RoomEntry _entry;
    private readonly Greeting _greeting;
    private readonly RelayConnection _connection;
    private readonly List<PeerChannel> _formerChannels = []; // Retired, or of runs that the guest never confirmed.

    private string _room = "";
    private int _ownSlot;
    private int? _peerSlot;
    private volatile bool _isPeerAway;
    private volatile bool _isPeerExpected; // It holds its place at the relay, connected or not.
    private PeerChannel? _channel;
    private Task _quiet = Task.CompletedTask; // Until then a former channel may still have something under way.
    private ITimer? _answerTimer;
    private string _phrase = "";
    private bool _hasHeardPeer; // On the present channel.
    private volatile bool _hasMet;
    private bool _hasAskedAgain; // Since a connection was lost last.
    private bool _hasAnswered; // A step 1, since then.
    private int _isOver;

    private Meeting(Role role, RoomEntry entry, Greeting greeting, IRelayConnector connector, ShareOptions options, IMeetingEvents events)
    {
        _role = role;
        _entry = entry;
        _greeting = greeting;
        _options = options;
        _events = events;
        _connection = new RelayConnection(connector, entry, this, options.TimeProvider);
    }

    /// <summary>The channel; null until the other side has proven the secret.</summary>
    public PeerChannel? Channel => _channel;

    /// <summary>The connection that carries it.</summary>
    public RelayConnection Connection => _connection;

    /// <summary>Whether the other side is connected.</summary>
    public bool IsPeerHere => _isPeerExpected && !_isPeerAway;

    /// <summary>Whether the other side holds its place at the relay, connected or not: who left in peace does not.</summary>
    public bool IsPeerExpected => _isPeerExpected;

    /// <summary>What to keep to meet again; null before the other side has proven the secret. Stays the meeting's.</summary>
    public MeetingSecrets? Secrets => _hasMet ? _greeting.Secrets : null;

    /// <summary>A meeting under a code, whose password becomes its own.</summary>
    public static Meeting First(Role role, RoomEntry entry, SecretBytes password, IRelayConnector connector, ShareOptions options, IMeetingEvents events) =>
        new(role, entry, new Greeting(role, password), connector, options, events);

    /// <summary>A meeting of two that have met before, for a process that has lost the channel. The secrets become its own.</summary>
    public static Meeting Again(MeetingSecrets secrets, IRelayConnector connector, ShareOptions options, IMeetingEvents events)
    {
        var greeting = new Greeting(secrets.Role, password: null);
        greeting.ExpectAgain(secrets);
        return new Meeting(secrets.Role, RoomEntry.Returning(secrets, options.TimeProvider), greeting, connector, options, events)
        {
            _peerSlot = secrets.PeerSlot,
            _hasMet = true,
        };
    }

    /// <summary>Enters the room. Returns its name.</summary>
    public async ValueTask<string> EnterAsync(CancellationToken cancellationToken)
    {
        var entered = await _connection.EnterAsync(cancellationToken).ConfigureAwait(false);
        _room = entered.Room.Value;
        _ownSlot = entered.Slot;
        _isPeerAway = _hasMet && !IsHere(entered);
        _isPeerExpected = _hasMet && entered.Peers.Contains(_peerSlot ?? entered.Slot);
        return _room;
    }

    /// <summary>Begins to take what arrives.</summary>
    public void Start()
    {
        if (_hasMet)
        {
            BeginHandshake();
        }
        else if (_role == Role.Guest)
        {
            ExpectPeer(RelayLimits.HostSlot);
        }

        Report(ShareStatusKind.Entered);
        if (_isPeerAway)
        {
            Report(ShareStatusKind.PeerAway);
        }

        _connection.Start(); // Last: from here on its reader reports, too.
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = 1;
        if (_answerTimer is not null)
        {
            await _answerTimer.DisposeAsync().ConfigureAwait(false);
        }

        if (_channel is { IsRetired: false } last)
        {
            // A last word, such as that everything arrived, goes out before the goodbye.
            await Task.WhenAny(last.FinishAsync(), Task.Delay(LastWordBound, _options.TimeProvider)).ConfigureAwait(false);
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _formerChannels.Append(_channel).OfType<PeerChannel>())
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        _greeting.Dispose();
    }

    private bool IsHere(RelayControl.Entered entered) => _peerSlot is { } peer && entered.Peers.Contains(peer) && !entered.AwayPeers.Contains(peer);

    private void End(ShareException reason)
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) // The reader and the timer may both find out.
        {
            _answerTimer?.Dispose();
            _events.OnEnded(reason);
        }
    }

    private void PeerLeft(LeftReason reason)
    {
        if (_role == Role.Host && _channel is null && !_hasMet)
        {
            _answerTimer?.Dispose();
            _peerSlot = null; // The place is free for the right one.
            return;
        }

        if (reason == LeftReason.Expired && _hasMet)
        {
            _isPeerAway = true; // Its place is free; it can come back all the same, for as long as anybody waits.
            _isPeerExpected = false;
            return;
        }

        End(new PeerEndedException(ShareErrorCode.PeerLeft, "The other side left before everything was done.", "Ask them, and start again."));
    }

    private void Send(ClientControl control) => _connection.Post(control);

    private static byte[] FrameOf(int slot, byte[] payload)
    {
        var frame = new byte[RelayLimits.DataHeaderBytes + payload.Length];
        FrameWriter.WriteDataHeader(frame, SlotSet.Of(slot));
        payload.CopyTo(frame, RelayLimits.DataHeaderBytes);
        return frame;
    }

    private void Report(ShareStatusKind kind) => _options.Status?.Report(new ShareStatus(kind));
}
