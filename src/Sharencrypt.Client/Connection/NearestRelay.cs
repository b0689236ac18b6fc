using System.Net;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Finds the relay of a list that answers soonest. The first of the list has a head start: the others are asked a little later,
/// or as soon as it is known that the first does not work, so that near relays of about the same distance do not take turns.
/// </summary>
/// <param name="isReady">Asks one relay whether it takes new rooms; does not throw but when it is cancelled.</param>
/// <param name="time">The clock.</param>
internal sealed class NearestRelay(Func<Uri, CancellationToken, Task<bool>> isReady, TimeProvider time)
{
    /// <summary>How much longer the first may take than another.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(150);

    /// <summary>How long all of it may take.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    private const int LongestAnswerBytes = 256;
    private const string ReadyAnswer = "ready";

    /// <summary>Asks real relays, in the way in which connections to them are made.</summary>
    public static async Task<Uri> FindAsync(ShareOptions options, CancellationToken cancellationToken)
    {
        if (options.Relays is [var only])
        {
            return only;
        }

        using var http = RelayHttpHandler.Create(Bound);
        return await new NearestRelay((relay, stop) => AskAsync(http, relay, stop), options.TimeProvider)
            .FindAsync(options.Relays, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="relays">In the order of preference, one at least.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The nearest; the first when none answers, so that what is wrong with it is what people are told.</returns>
    public async Task<Uri> FindAsync(IReadOnlyList<Uri> relays, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var first = isReady(relays[0], stop.Token);
        Task<Uri?>[] asked =
        [
            AnswerAsync(relays[0], first),
            .. relays.Skip(1).Select(relay => AskLaterAsync(relay, first, stop.Token)),
        ];
        var found = await FirstAsync([.. asked]).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(asked).ConfigureAwait(false); // They use what the caller disposes.
        cancellationToken.ThrowIfCancellationRequested();
        return found ?? relays[0];
    }

    private static async Task<Uri?> FirstAsync(List<Task<Uri?>> asked)
    {
        while (asked.Count > 0)
        {
            var answered = await Task.WhenAny(asked).ConfigureAwait(false);
            asked.Remove(answered);
            if (await answered.ConfigureAwait(false) is { } relay)
            {
                return relay;
            }
        }

        return null;
    }

    private async Task<Uri?> AskLaterAsync(Uri relay, Task<bool> first, CancellationToken cancellationToken)
    {
        try
        {
            if (await first.WaitAsync(HeadStart, time, cancellationToken).ConfigureAwait(false))
            {
                return null; // The first has won.
            }
        }
        catch (TimeoutException)
        {
            // Its head start is over.
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        return await AnswerAsync(relay, isReady(relay, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<Uri?> AnswerAsync(Uri relay, Task<bool> answer)
    {
        try
        {
            return await answer.ConfigureAwait(false) ? relay : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // The text, too: a web server that is no relay, such as one that sells the name of a former one, may say 200 to everything.
    private static async Task<bool> AskAsync(HttpMessageInvoker http, Uri relay, CancellationToken cancellationToken)
    {
        try
        {
            var address = new UriBuilder(relay) { Path = relay.AbsolutePath.TrimEnd('/') + "/health/ready", Fragment = "", Query = "" }.Uri;
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return false;
            }

            await answer.Content.LoadIntoBufferAsync(LongestAnswerBytes, cancellationToken).ConfigureAwait(false);
            return (await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim() == ReadyAnswer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidOperationException)
        {
            return false; // InvalidOperationException: an answer in a character set that there is not.
        }
    }
}
