using System.Buffers;
using System.IO.Pipelines;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections.Http;

/// <summary>
/// What the relay says to a client over HTTP. What was sent stays in the pipe until the client confirms it, so that an
/// answer that was cut can be made again from where it was cut. One request at a time reads; the newer one wins.
/// </summary>
internal sealed class HttpDownstream
{
    private const int StepBytes = 256 * 1024;

    private readonly TimeProvider _time;
    private readonly Pipe _pipe;
    private readonly BoundedWriter _writer;
    private readonly Lock _gate = new();

    // Owner: _gate.
    private HttpDownload? _current;
    private bool _isClosed;

    // Owner: who holds the turn. Where in the stream the pipe now begins.
    private long _consumed;

    public HttpDownstream(MemoryPool<byte> pool, int windowBytes, TimeProvider time)
    {
        _time = time;
        _pipe = new Pipe(new PipeOptions(pool, pauseWriterThreshold: 0, resumeWriterThreshold: 0, useSynchronizationContext: false));
        _writer = new BoundedWriter(_pipe.Writer, windowBytes);
    }

    /// <summary>The stream, for the connection that writes it.</summary>
    public PipeWriter Writer => _writer;

    /// <summary>The client has so many bytes of the stream.</summary>
    /// <returns>False when it cannot have them.</returns>
    public bool TryConfirm(long offset)
    {
        if (!_writer.TryConfirm(offset))
        {
            return false;
        }

        // Memory is given back by who holds the turn: it may be waiting for something to send.
        _pipe.Reader.CancelPendingRead();
        return true;
    }

    /// <summary>Answers a request.</summary>
    /// <returns>Why not, before anything was answered.</returns>
    public async Task<UpgradeRefusal?> ServeAsync(HttpDownload download)
    {
        if (await TakeTurnAsync(download) is { } refusal)
        {
            return refusal;
        }

        try
        {
            // Not null: they are what is passed.
            using var gone = download.Aborted.UnsafeRegister(
                static state => Wake((Tuple<HttpDownload, PipeReader>)state!), Tuple.Create(download, _pipe.Reader));

            // What an earlier request was sent counts as looked at; this one wants it again.
            _pipe.Reader.CancelPendingRead();
            await (download.IsPoll ? PollAsync(download) : StreamAsync(download));
            return null;
        }
        finally
        {
            EndTurn(download);
        }
    }

    /// <summary>The connection has written its last byte.</summary>
    public void FinishWriting() => _writer.Complete();

    /// <summary>The connection is lost: nothing more is sent and nothing kept.</summary>
    public void Close()
    {
        HttpDownload? current;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            current = _current;
        }

        _writer.Release();
        if (current is null)
        {
            _pipe.Reader.Complete();
        }
        else
        {
            current.Cut(); // It completes the pipe when it ends.
            _pipe.Reader.CancelPendingRead();
        }
    }

    private static void Wake(Tuple<HttpDownload, PipeReader> waiting)
    {
        waiting.Item1.NoteCut();
        waiting.Item2.CancelPendingRead();
    }

    private async Task<UpgradeRefusal?> TakeTurnAsync(HttpDownload download)
    {
        while (true)
        {
            HttpDownload older;
            lock (_gate)
            {
                if (_isClosed)
                {
                    return UpgradeRefusal.ConnectionUnknown;
                }

                if (download.Offset < _writer.Confirmed || !_writer.TryConfirm(download.Offset))
                {
                    return UpgradeRefusal.Offset;
                }

                if (_current is null)
                {
                    _current = download;
                    return null;
                }

                older = _current;
            }

            older.Cut();
            _pipe.Reader.CancelPendingRead();
            await older.Done.WaitAsync(Timeout.InfiniteTimeSpan, _time, download.Aborted);
        }
    }

    private void EndTurn(HttpDownload download)
    {
        bool mustComplete;
        lock (_gate)
        {
            _current = null;
            mustComplete = _isClosed;
        }

        if (mustComplete)
        {
            _pipe.Reader.Complete();
        }

        download.Finish();
    }

    private async Task StreamAsync(HttpDownload download)
    {
        await download.BeginAsync(length: null);
        var sent = download.Offset;
        while (true)
        {
            var result = await _pipe.Reader.ReadAsync(CancellationToken.None);
            var piece = Fresh(result.Buffer, ref sent, StepBytes, out var isAll);
            var goesOn = !download.IsCut;
            try
            {
                if (goesOn && !piece.IsEmpty)
                {
                    goesOn = await download.SendAsync(piece);
                    sent += piece.Length;
                }
            }
            finally
            {
                Advance(result.Buffer, sent);
            }

            if (!goesOn || (isAll && result.IsCompleted))
            {
                return;
            }
        }
    }

    private async Task PollAsync(HttpDownload download)
    {
        // Not null: they are what is passed.
        using var patience = _time.CreateTimer(
            static state =>
            {
                var (waiting, reader) = (Tuple<HttpDownload, PipeReader>)state!;
                waiting.NoteTimedOut();
                reader.CancelPendingRead();
            },
            Tuple.Create(download, _pipe.Reader),
            RelayHttp.LongestWait,
            Timeout.InfiniteTimeSpan);
        var sent = download.Offset;
        while (!download.IsCut)
        {
            var result = await _pipe.Reader.ReadAsync(CancellationToken.None);
            var piece = Fresh(result.Buffer, ref sent, RelayHttp.LongestBodyBytes, out _);
            try
            {
                if (!piece.IsEmpty || result.IsCompleted || download.IsTimedOut)
                {
                    await download.BeginAsync(piece.Length);
                    await download.SendAsync(piece);
                    sent += piece.Length;
                    return;
                }
            }
            finally
            {
                Advance(result.Buffer, sent);
            }
        }
    }

    /// <summary>What has not been sent in this answer.</summary>
    private ReadOnlySequence<byte> Fresh(in ReadOnlySequence<byte> buffer, ref long sent, int longest, out bool isAll)
    {
        // A client may confirm what this answer has not come to yet. It is not sent what it has.
        sent = Math.Max(sent, _consumed);
        var fresh = buffer.Slice(sent - _consumed);
        isAll = fresh.Length <= longest;
        return isAll ? fresh : fresh.Slice(0, longest);
    }

    /// <summary>Gives back what is confirmed; waits for more only when all the rest was sent.</summary>
    private void Advance(in ReadOnlySequence<byte> buffer, long sent)
    {
        var confirmed = Math.Min(_writer.Confirmed, _consumed + buffer.Length);
        _pipe.Reader.AdvanceTo(
            buffer.GetPosition(confirmed - _consumed), buffer.GetPosition(Math.Max(sent, confirmed) - _consumed));
        _consumed = confirmed;
    }
}
