namespace Sharencrypt.Client.Tests.Relays;

/// <summary>A sender and a receiver under one code, over a relay in memory.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private const string Code = "holiday-secret-phrase";

    private Pair(ShareSession host, ShareSession guest)
    {
        Host = host;
        Guest = guest;
    }

    public ShareSession Host { get; }

    public ShareSession Guest { get; }

    public static async Task<Pair> MeetAsync(TestRelay relay, string? guestCode = null)
    {
        var host = await ShareSession.OpenAsync(relay.Options with { ChosenCode = Code }, Cancellation);
        var guest = await ShareSession.JoinAsync(guestCode ?? Code, relay.Options, Cancellation);
        return new Pair(host, guest);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Sends a content from the host into a target of the guest; returns how each side ended. A side that fails leaves, as a
    /// program would; the person on the other side gives up soon after, if that does not end it.
    /// </summary>
    public async Task<(Exception? Sender, Exception? Receiver)> TransferAsync(ShareContent content, ReceiveTarget target, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = RunAsync(Host, () => Host.SendAsync(content, null, giveUp.Token), giveUp);
        var receiving = RunAsync(Guest, () => ReceiveAsync(target, giveUp.Token), giveUp);
        return (await sending, await receiving);
    }

    public async Task<TransferSummary> ReceiveAsync(ReceiveTarget target, CancellationToken cancellationToken)
    {
        var offer = await Guest.ReceiveOfferAsync(cancellationToken) ?? throw new InvalidOperationException("Nothing was offered.");
        return await offer.AcceptAsync(target, null, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Guest.DisposeAsync();
    }

    private static async Task<Exception?> RunAsync(ShareSession session, Func<Task> side, CancellationTokenSource giveUp)
    {
        try
        {
            await side();
            return null;
        }
        catch (Exception exception) when (exception is ShareException or OperationCanceledException)
        {
            await session.DisposeAsync();
            giveUp.CancelAfter(TimeSpan.FromSeconds(1));
            return exception;
        }
    }
}
