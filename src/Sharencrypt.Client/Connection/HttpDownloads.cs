using System.Globalization;
using System.Net;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Reads the down stream of an HTTP connection, request after request: one that ends or is cut is made again from the byte
/// that was reached. Changes from streaming to polling when the beginning of the stream is held back somewhere.
/// </summary>
internal sealed class HttpDownloads(HttpMessageInvoker http, Uri address, string id, bool polls, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BeginningBound = TimeSpan.FromSeconds(3);

    // An answer without a byte that took less was no poll that waited: something on the way makes it up.
    private static readonly TimeSpan ShortestEmptyPoll = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Perseverance _perseverance = new(time);
    private HttpResponseMessage? _answer;
    private Stream? _body;
    private long _received;
    private long _askedAt;
    private volatile bool _polls = polls;

    /// <summary>How many bytes of the stream have come.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Whether it asks again and again instead of having it streamed.</summary>
    public bool Polls => _polls;

    /// <summary>Reads what is there, at least one byte.</summary>
    /// <exception cref="TransportLostException">The connection is lost.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var both = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token) : null;
        var token = both?.Token ?? _stop.Token;
        while (true)
        {
            try
            {
                var count = !_polls && Received == 0
                    ? await ReadBeginningAsync(buffer, token).ConfigureAwait(false)
                    : await ReadOnceAsync(buffer, token).ConfigureAwait(false);
                if (count > 0)
                {
                    Volatile.Write(ref _received, _received + count);
                    _perseverance.Succeeded();
                    return count;
                }

                var isPollThatWaited = _polls && time.GetElapsedTime(_askedAt) >= ShortestEmptyPoll;
                Drop();
                if (!isPollThatWaited)
                {
                    await PauseAsync(null, token).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException)
            {
                Drop();
                await PauseAsync(exception, token).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (_stop.IsCancellationRequested)
            {
                throw Lost(exception);
            }
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void Abort() => _stop.Cancel();

    public void Dispose()
    {
        _stop.Cancel();
        Drop();
    }

    // The relay begins with a welcome: when not even that comes, a proxy collects the answer before it passes it on.
    private async ValueTask<int> ReadBeginningAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(BeginningBound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await ReadOnceAsync(buffer, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Drop();
            _polls = true;
            return await ReadOnceAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _body ??= await AskAsync(cancellationToken).ConfigureAwait(false);
        return await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Stream> AskAsync(CancellationToken cancellationToken)
    {
        _askedAt = time.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(RelayHttp.ConnectionHeader, id);
        request.Headers.Add(RelayHttp.OffsetHeader, _received.ToString(CultureInfo.InvariantCulture));
        if (_polls)
        {
            request.Headers.Add(RelayHttp.PollHeader, RelayHttp.PollValue);
        }

        _answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return _answer.StatusCode switch
        {
            HttpStatusCode.OK => await _answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false),
            HttpStatusCode.NotFound or HttpStatusCode.Conflict => throw Lost(null),
            _ => throw new HttpRequestException($"HTTP {(int)_answer.StatusCode}"),
        };
    }

    private async Task PauseAsync(Exception? cause, CancellationToken cancellationToken)
    {
        var pause = _perseverance.Failed() ?? throw Lost(cause);
        try
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (_stop.IsCancellationRequested)
        {
            throw Lost(exception);
        }
    }

    private void Drop()
    {
        _answer?.Dispose();
        (_answer, _body) = (null, null);
    }

    private static TransportLostException Lost(Exception? cause) => new("The connection to the relay was lost.", inner: cause);
}
