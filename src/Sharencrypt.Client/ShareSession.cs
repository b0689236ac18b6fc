using System.Threading.Channels;
using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
using Sharencrypt.Client.Files;
using Sharencrypt.Client.State;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Codes;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client;

/// <summary>
/// A meeting of two people under one code: either may send, as often as they like, until one leaves.
/// Members may be called from any thread. Disposal leaves the room.
/// </summary>
public sealed class ShareSession : IAsyncDisposable
{
    private static readonly TimeSpan ByeBound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellBound = TimeSpan.FromMinutes(2);

    private readonly SessionEvents _events;
    private readonly Meeting _meeting;
    private readonly ShareOptions _options;
    private readonly ShareCode _code;
    private readonly Uri _relay;

    private readonly ResumedTransfer? _resumed;

    private ShareSession(SessionEvents events, Meeting meeting, ShareOptions options, Uri relay, ShareCode code, ResumedTransfer? resumed)
    {
        _resumed = resumed;
        _events = events;
        _meeting = meeting;
        _options = options;
        _relay = relay;
        _code = code;
    }

    /// <summary>
    /// The code to tell the other person. It ends in <c>@</c> and the relay's host and port when the room is not at the first of
    /// <see cref="ShareOptions.Relays"/>, and that can be said so. It is a secret between the two of you: do not log it.
    /// </summary>
    public string Code => _code.Reveal();

    /// <summary>The code as a link to a page. As secret as the code.</summary>
    public string Link => ShareLink.Compose(_options.Page ?? _relay, _relay, _code);

    internal Meeting Meeting => _meeting;

    /// <summary>Base address of the relay in use.</summary>
    public Uri Relay => _relay;

    /// <summary>Opens a room and makes a code for it. The first step of a sender.</summary>
    /// <param name="options">How to reach the relay; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="ShareException">The relay cannot be reached or refuses, or the chosen code is malformed or taken.</exception>
    public static async Task<ShareSession> OpenAsync(ShareOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= ShareOptions.Default;
        var chosen = options.ChosenCode is null ? null : CodeReading.Chosen(options.ChosenCode);
        var secret = chosen is null ? ShareCode.DrawSecret(options.Words) : null;
        RoomName? room = null;
        if (chosen is not null)
        {
            RoomName.TryCreate(chosen.Room, out room);
        }

        var password = chosen?.ToPassword() ?? SecretBytes.Copy(System.Text.Encoding.ASCII.GetBytes(secret!));
        var relay = await NearestRelay.FindAsync(options, cancellationToken).ConfigureAwait(false);
        var (events, meeting, name) = await EnterAsync(
            Role.Host,
            relay,
            options,
            (connector, events) => Meeting.First(Role.Host, RoomEntry.Host(room, options.TimeProvider), password, connector, options, events),
            cancellationToken).ConfigureAwait(false);
        var code = chosen ?? CodeReading.Code($"{name}-{secret}");
        return Start(events, meeting, options, relay, relay == options.Relay ? code : code.At(RelayPart.Of(relay)));
    }

    /// <summary>Joins the room of a code or link. The first step of a receiver.</summary>
    /// <param name="codeOrLink">What the other person told; a link also names the relay.</param>
    /// <param name="options">How to reach the relay; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="ShareException">The code is malformed, unknown or used, or the relay cannot be reached or refuses.</exception>
    public static async Task<ShareSession> JoinAsync(string codeOrLink, ShareOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(codeOrLink);
        options ??= ShareOptions.Default;
        var (code, relay) = CodeReading.CodeOrLink(codeOrLink, options.Relays);
        RoomName.TryCreate(code.Room, out var room);
        var (events, meeting, _) = await EnterAsync(
            Role.Guest,
            relay,
            options,
            (connector, events) => Meeting.First(Role.Guest, RoomEntry.Guest(room!, options.TimeProvider), code.ToPassword(), connector, options, events),
            cancellationToken).ConfigureAwait(false);
        return Start(events, meeting, options, relay, code);
    }

    /// <summary>Comes back to the other person of a transfer that an earlier process did not finish. No word is needed on either side.</summary>
    /// <param name="transfer">From <see cref="ShareOptions.Store"/>.</param>
    /// <param name="options">How to reach the relay, and the store. The relay is that of the transfer.</param>
    /// <param name="cancellationToken">Ends the tries to reach the relay, which go on for as long as it is away.</param>
    /// <exception cref="LocalFileException">The transfer is gone, or another process works on it.</exception>
    /// <exception cref="ShareException">The relay refuses.</exception>
    public static async Task<ShareSession> ResumeAsync(UnfinishedTransfer transfer, ShareOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        ArgumentNullException.ThrowIfNull(options);
        var store = options.Store ?? throw new ArgumentException("There is no store in the options.", nameof(options));
        var resumed = ResumedTransfer.Of(store.Open(transfer), options.TimeProvider);
        try
        {
            using var secrets = resumed.Kept.Record.ToSecrets();
            var (events, meeting) = await EnterAgainAsync(secrets, transfer.Relay, options, cancellationToken).ConfigureAwait(false);
            if (resumed.Incoming is { } incoming)
            {
                events.Expect(incoming);
            }

            return Start(events, meeting, options with { Relay = transfer.Relay }, transfer.Relay, CodeReading.Code(transfer.Code), resumed);
        }
        catch
        {
            await resumed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Goes on with the transfer that this session was resumed for, to its end.</summary>
    /// <param name="changed">For a sender: what to do with files that are not what they were.</param>
    /// <param name="progress">Told of progress from a background thread; may be null.</param>
    /// <param name="startsAgain">For a receiver: told which files start again because they changed on the sender's side; may be null.</param>
    /// <param name="cancellationToken">Stops for now: what has arrived is kept.</param>
    /// <returns>When the receiver has everything verified, stored and in place.</returns>
    /// <exception cref="InvalidOperationException">The session was not resumed, or this was called before.</exception>
    /// <exception cref="ShareException">The transfer failed; <see cref="ShareException.Code"/> tells how.</exception>
    /// <exception cref="OperationCanceledException">It was stopped here.</exception>
    public async Task<TransferSummary> ContinueAsync(
        ChangedFiles changed = ChangedFiles.SendAgain,
        IProgress<TransferProgress>? progress = null,
        IProgress<IReadOnlyList<string>>? startsAgain = null,
        CancellationToken cancellationToken = default)
    {
        var resumed = _resumed?.Take() ?? throw new InvalidOperationException("This session was not resumed, or is being continued.");
        if (resumed.Incoming is { } incoming)
        {
            incoming.Changed = startsAgain;
            var sink = FolderSink.Reopen(resumed.Kept, incoming.Manifest!, _options.TimeProvider); // What was kept has items.
            return await IncomingOffer.RunAsync(incoming, sink, progress, cancellationToken).ConfigureAwait(false);
        }

        var content = resumed.ReadContent(changed);
        await WaitForPeerAsync(cancellationToken).ConfigureAwait(false);
        return await RunAsync(new OutgoingTransfer(resumed.Kept.Id, content, resumed.Kept, isAgain: true, progress, _options.TimeProvider), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the other side has proven that it knows the code.</summary>
    /// <param name="cancellationToken">Ends the wait; the session goes on.</param>
    /// <returns>Four words that are the same on both sides exactly when nobody sits between them.</returns>
    /// <exception cref="ShareException">The session ended before: wrong code, too many guesses, the other side left.</exception>
    public Task<string> WaitForPeerAsync(CancellationToken cancellationToken = default) =>
        _events.Verified.WaitAsync(Timeout.InfiniteTimeSpan, _options.TimeProvider, cancellationToken);

    /// <summary>Offers something and sends it when the other side accepts.</summary>
    /// <param name="content">What to send.</param>
    /// <param name="progress">Told of progress from a background thread; may be null.</param>
    /// <param name="cancellationToken">Stops the transfer; the other side is told.</param>
    /// <returns>When the other side has everything verified, stored and in place.</returns>
    /// <exception cref="ShareException">The transfer failed; <see cref="ShareException.Code"/> tells how.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled here.</exception>
    public async Task<TransferSummary> SendAsync(ShareContent content, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        await WaitForPeerAsync(cancellationToken).ConfigureAwait(false);
        var id = TransferId.Draw(Randomness.System);
        return await RunAsync(new OutgoingTransfer(id, content, _events.Keeper?.KeepSending(id, content), isAgain: false, progress, _options.TimeProvider), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the next offer of the other side.</summary>
    /// <param name="cancellationToken">Ends the wait; the session goes on.</param>
    /// <returns>The offer, or null when the other side said that no more will come.</returns>
    /// <exception cref="ShareException">The session ended, or what was offered is not safe.</exception>
    public async Task<IncomingOffer?> ReceiveOfferAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _events.Offers.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            return closed.InnerException is ShareException reason ? throw reason : null;
        }
    }

    /// <summary>
    /// Says that no more will come, makes sure that the other side has heard everything, and leaves. That takes 5 s at most when
    /// the other side is there; to one whose connection is lost, and who does not know yet that it all arrived, up to 2 minutes.
    /// </summary>
    public async Task CloseAsync()
    {
        if (_events.Untold is { Count: > 0 } untold && !_events.HasEnded)
        {
            await TellAsync(untold).ConfigureAwait(false);
        }

        // Who has said bye waits only until it is confirmed, which is done: nobody hears a second one.
        if (_meeting.Channel is { } channel && !_events.HasEnded && !_events.HasHeardBye)
        {
            channel.Post(new ByeMessage());
            await WaitAsync(channel.WhenConfirmedAsync(), ByeBound).ConfigureAwait(false);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Leaves the room. What is under way ends with <see cref="ShareErrorCode.PeerLeft"/> on the other side.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.OnEnded(new ShareException(ShareErrorCode.SessionClosed, "The session was closed."));
        await _meeting.DisposeAsync().ConfigureAwait(false);
        if (_resumed is not null)
        {
            await _resumed.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Makes sure that the sender knows what has arrived, as far as anybody can. One that died comes back and asks; one that
    /// holds no place at the relay any more has left in peace, so it knew; one that is here and does not ask knows, too.
    /// </summary>
    private async Task TellAsync(IReadOnlyList<IncomingTransfer> untold)
    {
        var told = Task.WhenAll(untold.Select(transfer => transfer.Told));
        await WaitAsync(told, ByeBound).ConfigureAwait(false);
        var mayStillAsk = _meeting.IsPeerExpected && !(_meeting.IsPeerHere && untold.All(transfer => !transfer.WasAskedFor));
        if (!told.IsCompleted && !_events.HasEnded && mayStillAsk)
        {
            await WaitAsync(told, TellBound).ConfigureAwait(false);
        }

        untold.ToList().ForEach(transfer => transfer.AssumeTold());
    }

    private Task<Task> WaitAsync(Task what, TimeSpan bound) => Task.WhenAny(what, _events.Ended, Task.Delay(bound, _options.TimeProvider));

    private async Task<TransferSummary> RunAsync(OutgoingTransfer transfer, CancellationToken cancellationToken)
    {
        await using (transfer.ConfigureAwait(false))
        {
            _events.Add(transfer);
            try
            {
                return await transfer.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _events.Remove(transfer);
            }
        }
    }

    private static async Task<(SessionEvents Events, Meeting Meeting, string Room)> EnterAsync(
        Role role, Uri relay, ShareOptions options, Func<IRelayConnector, SessionEvents, Meeting> meet, CancellationToken cancellationToken)
    {
        _ = Task.Run(Spake2.Prepare, CancellationToken.None); // While the network is waited for.
        var events = new SessionEvents(role, options.TimeProvider);
        var connector = options.Connector?.Invoke(relay) ?? new RelayConnector(relay, options);
        var meeting = meet(connector, events);
        events.Meeting = meeting;
        try
        {
            return (events, meeting, await meeting.EnterAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await meeting.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Enters the room of an earlier process, however long the relay cannot be reached.</summary>
    private static async Task<(SessionEvents Events, Meeting Meeting)> EnterAgainAsync(MeetingSecrets secrets, Uri relay, ShareOptions options, CancellationToken cancellationToken)
    {
        var schedule = new ReconnectSchedule(ReconnectSchedule.RandomFraction);
        for (var isFirst = true; ; isFirst = false)
        {
            await Task.Delay(schedule.Next(), options.TimeProvider, cancellationToken).ConfigureAwait(false);
            try
            {
                var (events, meeting, _) = await EnterAsync(
                    secrets.Role, relay, options, (connector, events) => Meeting.Again(secrets.Copy(), connector, options, events), cancellationToken).ConfigureAwait(false);
                if (!isFirst)
                {
                    options.Status?.Report(new ShareStatus(ShareStatusKind.RelayBack));
                }

                return (events, meeting);
            }
            catch (ShareException exception) when (exception.IsTransient || exception.Code == ShareErrorCode.NotARelay)
            {
                if (isFirst)
                {
                    options.Status?.Report(new ShareStatus(ShareStatusKind.RelayLost));
                }
            }
        }
    }

    private static ShareSession Start(SessionEvents events, Meeting meeting, ShareOptions options, Uri relay, ShareCode code, ResumedTransfer? resumed = null)
    {
        var session = new ShareSession(events, meeting, options, relay, code, resumed);
        if (options.Store is { } store)
        {
            events.Keeper = new TransferKeeper(store, meeting, relay, code.At(null).Reveal(), options.TimeProvider);
        }

        meeting.Start();
        return session;
    }
}
