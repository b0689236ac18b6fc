using System.Threading.Channels;
using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Connection;
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

    private readonly SessionEvents _events;
    private readonly Meeting _meeting;
    private readonly ShareOptions _options;
    private readonly ShareCode _code;
    private readonly Uri _relay;

    private ShareSession(SessionEvents events, Meeting meeting, ShareOptions options, Uri relay, ShareCode code)
    {
        _events = events;
        _meeting = meeting;
        _options = options;
        _relay = relay;
        _code = code;
    }

    /// <summary>The code to tell the other person. It is a secret between the two of you: do not log it.</summary>
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
        var (events, meeting, name) = await EnterAsync(Role.Host, RoomEntry.Host(room), password, options.Relay, options, cancellationToken).ConfigureAwait(false);
        var code = chosen ?? CodeReading.Code($"{name}-{secret}");
        return Start(events, meeting, options, options.Relay, code);
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
        var (code, relay) = CodeReading.CodeOrLink(codeOrLink, options.Relay);
        RoomName.TryCreate(code.Room, out var room);
        var (events, meeting, _) = await EnterAsync(Role.Guest, RoomEntry.Guest(room!), code.ToPassword(), relay, options, cancellationToken).ConfigureAwait(false);
        return Start(events, meeting, options, relay, code);
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
        var number = _events.NextTransfer();
        var transfer = new OutgoingTransfer(number, content, _meeting, progress, _options.TimeProvider);
        await using (transfer.ConfigureAwait(false))
        {
            _events.Add(number, transfer);
            try
            {
                return await transfer.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _events.Remove(number);
            }
        }
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

    /// <summary>Says that no more will come, makes sure that the other side has heard everything, within 5 s, and leaves.</summary>
    public async Task CloseAsync()
    {
        if (_meeting.Channel is { } channel && !_events.HasEnded)
        {
            channel.Post(new ByeMessage());
            var heard = channel.WhenConfirmedAsync();
            await Task.WhenAny(heard, _events.Ended, Task.Delay(ByeBound, _options.TimeProvider)).ConfigureAwait(false);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Leaves the room. What is under way ends with <see cref="ShareErrorCode.PeerLeft"/> on the other side.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.OnEnded(new PeerEndedException(ShareErrorCode.PeerLeft, "The session was closed."));
        await _meeting.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<(SessionEvents Events, Meeting Meeting, string Room)> EnterAsync(
        Role role, RoomEntry entry, SecretBytes password, Uri relay, ShareOptions options, CancellationToken cancellationToken)
    {
        var events = new SessionEvents(role, options.TimeProvider);
        var connector = options.Connector?.Invoke(relay) ?? new RelayConnector(relay, options);
        var meeting = new Meeting(role, entry, password, connector, options, events);
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

    private static ShareSession Start(SessionEvents events, Meeting meeting, ShareOptions options, Uri relay, ShareCode code)
    {
        var session = new ShareSession(events, meeting, options, relay, code);
        meeting.Start();
        return session;
    }
}
