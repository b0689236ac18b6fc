using System.Globalization;
using System.Net;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>
/// Sends the up stream of an HTTP connection in requests. What is written while requests are under way is collected and
/// goes with the next one, so that few large ones carry much and a lone frame goes at once. Two are under way at most: the
/// second one fills the time in which the first is answered.
/// </summary>
internal sealed class HttpUploads : IAsyncDisposable
{
    private const int Workers = 2;
    private const int MostBatches = 3;

    // While a request is under way, less than this is not worth another one.
    private const int WorthAnother = 512 * 1024;
    private const int SmallestBody = 16 * 1024;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly HttpTerms _terms;
    private readonly HttpDownloads _downloads;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Pulse _work = new();
    private readonly Pulse _room = new();
    private readonly Task _workers;
    private volatile bool _isDisposed;

    // Owner of all below: _gate.
    private readonly Queue<Batch> _full = new();
    private Batch? _filling;
    private long _end;
    private int _batches;
    private int _underWay;
    private long _confirmed;
    private int _longestBody;
    private int _allowedBody;
    private Exception? _broken;

    public HttpUploads(HttpMessageInvoker http, Uri address, HttpTerms terms, HttpDownloads downloads, TimeProvider time)
    {
        _http = http;
        _address = address;
        _terms = terms;
        _downloads = downloads;
        _time = time;
        _longestBody = _allowedBody = terms.BodyBytes;
        _workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
    }

    /// <summary>Takes bytes of the stream, as soon as there is room.</summary>
    /// <exception cref="TransportLostException">The connection is lost.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var room = _room.Next;
            var taken = Append(bytes.Span);
            bytes = bytes[taken..];
            if (taken > 0)
            {
                _work.Beat();
            }
            else
            {
                await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>More of the down stream has come: the relay is told before it would have to pause.</summary>
    public void NoteReceived()
    {
        if (IsConfirmationDue())
        {
            _work.Beat();
        }
    }

    /// <summary>Waits until all that was written has been taken by the relay, or the connection is lost.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var room = _room.Next;
            lock (_gate)
            {
                if (_broken is not null || _batches == 0)
                {
                    return;
                }
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void Abort() => Break(null);

    public async ValueTask DisposeAsync()
    {
        Break(null);
        await _workers.ConfigureAwait(false);
        _isDisposed = true;
        _stop.Dispose();
    }

    private int Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_broken is { } broken)
            {
                throw new TransportLostException("The connection to the relay was lost.", inner: broken);
            }

            if (_filling is null)
            {
                if (_batches == MostBatches)
                {
                    return 0;
                }

                _batches++;
                _filling = new Batch(_end, _terms.BodyBytes);
            }

            var taken = _filling.Append(bytes);
            _end += taken;
            if (_filling.IsFull)
            {
                _full.Enqueue(_filling);
                _filling = null;
            }

            return taken;
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                var work = _work.Next;
                if (TryTake(out var batch))
                {
                    await SendAsync(batch).ConfigureAwait(false);
                    End(batch);
                }
                else
                {
                    await work.WaitAsync(_stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or TransportLostException)
        {
            Break(exception);
        }
    }

    /// <summary>Takes what is to be sent next; null in an empty request that only confirms.</summary>
    private bool TryTake(out Batch? batch)
    {
        lock (_gate)
        {
            if (_full.TryDequeue(out batch))
            {
                _underWay++;
                return true;
            }

            // What confirms may as well carry what waits: or confirmations that never end would keep it waiting.
            var isConfirmationDue = IsConfirmationDue();
            if (_filling is not null && (_underWay == 0 || _filling.Length >= WorthAnother || isConfirmationDue))
            {
                (batch, _filling) = (_filling, null);
                _underWay++;
                return true;
            }

            if (!isConfirmationDue)
            {
                return false;
            }

            _underWay++;
            return true;
        }
    }

    private void End(Batch? batch)
    {
        lock (_gate)
        {
            _underWay--;
            _batches -= batch is null ? 0 : 1;
        }

        batch?.Dispose();
        _room.Beat();
        _work.Beat();
    }

    private bool IsConfirmationDue()
    {
        lock (_gate)
        {
            return !_downloads.Polls && _downloads.Received - _confirmed >= _terms.WindowBytes / 4;
        }
    }

    private async Task SendAsync(Batch? batch)
    {
        if (batch is null)
        {
            await PersistAsync(0, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
            return;
        }

        for (var sent = 0; sent < batch.Length;)
        {
            var piece = batch.Bytes[sent..Math.Min(batch.Length, sent + _longestBody)];
            var taken = await PersistAsync(batch.Offset + sent, piece).ConfigureAwait(false);
            sent += (int)Math.Clamp(taken - (batch.Offset + sent), 0, piece.Length);
        }
    }

    /// <summary>Makes a request until it is answered; returns how much of the stream the relay has then.</summary>
    private async Task<long> PersistAsync(long offset, ReadOnlyMemory<byte> piece)
    {
        var perseverance = new Perseverance(_time);
        while (true)
        {
            var begun = _time.GetTimestamp();
            Exception? cause = null;
            try
            {
                using var answer = await PostAsync(offset, piece).ConfigureAwait(false);
                switch (answer.StatusCode)
                {
                    // Whoever does not say how far it got is no relay, such as a page to log in to a network; only the
                    // answer to a mere confirmation has nothing to say.
                    case HttpStatusCode.NoContent or HttpStatusCode.OK when TakenBy(answer) is not null || piece.IsEmpty:
                        Adapt(_time.GetElapsedTime(begun));
                        return TakenBy(answer) ?? offset;
                    case HttpStatusCode.RequestEntityTooLarge when piece.Length > SmallestBody:
                        _longestBody = _allowedBody = Math.Max(SmallestBody, piece.Length / 2); // A proxy allows less than the relay.
                        return offset;
                    case HttpStatusCode.NotFound or HttpStatusCode.Conflict:
                        throw new TransportLostException("The relay no longer knows this connection.");
                    default:
                        break;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                cause = exception;
            }

            var pause = perseverance.Failed() ?? throw new TransportLostException("The connection to the relay was lost.", inner: cause);
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(long offset, ReadOnlyMemory<byte> piece)
    {
        var received = _downloads.Received;
        lock (_gate)
        {
            _confirmed = Math.Max(_confirmed, received);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(piece) };
        request.Headers.Add(RelayHttp.ConnectionHeader, _terms.Id);
        request.Headers.Add(RelayHttp.OffsetHeader, offset.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(RelayHttp.ReceivedHeader, received.ToString(CultureInfo.InvariantCulture));
        return await _http.SendAsync(request, _stop.Token).ConfigureAwait(false);
    }

    // A request that takes long is in the way of everything behind it, pings among it, and meets timeouts of proxies.
    private void Adapt(TimeSpan took)
    {
        if (took > Slow)
        {
            _longestBody = Math.Max(SmallestBody, _longestBody / 2);
        }
        else if (took < Fast)
        {
            _longestBody = Math.Min(_allowedBody, _longestBody + SmallestBody);
        }
    }

    private void Break(Exception? cause)
    {
        lock (_gate)
        {
            _broken ??= cause ?? new OperationCanceledException();
        }

        if (!_isDisposed)
        {
            _stop.Cancel();
        }

        _room.Beat();
    }

    private static long? TakenBy(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(RelayHttp.OffsetHeader, out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;
}
