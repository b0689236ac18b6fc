using Sharencrypt.Client.Connection;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Tests.Transfers;

/// <summary>Who stores what arrives: the thread that brings it while the transfer's task waits, else that task, and never two at once.</summary>
public sealed class IncomingLegTests : IDisposable
{
    private const uint Number = 40; // One that the other side's session knows nothing of.
    private const int ChunkBytes = 1024;

    private static readonly byte[] Salt = new byte[KeySchedule.EpochSaltBytes];

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1)); // For what would go on for ever when broken.

    private CancellationToken Cancellation => _patience.Token;

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task The_thread_that_brings_a_chunk_stores_it_while_the_task_waits()
    {
        await using var pair = await MeetAsync();
        using var sending = new Sender(pair, Cancellation);
        var sink = new ListSink();
        var receiving = sending.ReceiveAsync(sink);
        await SendUntilTaskWaitsAsync(sending, sink);

        sending.Next(isFinal: true);
        (await receiving).Should().BeTrue();
        sink.Stored.Should().Equal(sending.Sent);
    }

    [Fact]
    public async Task A_sink_that_may_wait_never_holds_up_the_thread_that_brings()
    {
        await using var pair = await MeetAsync();
        using var sending = new Sender(pair, Cancellation);
        var reader = new MemoryStream();
        await using var sink = new StreamSink(reader, null);
        var receiving = sending.ReceiveAsync(sink);
        foreach (var isLast in Enumerable.Range(1, 100).Select(i => i == 100))
        {
            sending.Next(isLast);
            await Task.Yield();
        }

        (await receiving).Should().BeTrue();
        reader.ToArray().Should().Equal(sending.Sent);
    }

    [Fact]
    public async Task What_the_sink_only_holds_is_not_told_as_stored()
    {
        await using var pair = await MeetAsync();
        using var sending = new Sender(pair, Cancellation);
        var sink = new ListSink { Holds = 3 * ChunkBytes };
        var receiving = sending.ReceiveAsync(sink);
        for (var chunk = 0; chunk < 50; chunk++)
        {
            sending.Next();
        }

        await SendUntilTaskWaitsAsync(sending, sink);
        sending.Stored.Should().Be(sending.Sent.Count - (3 * ChunkBytes));

        sink.Holds = 0;
        sending.Next(isFinal: true);
        (await receiving).Should().BeTrue();
        sending.Stored.Should().Be(sending.Sent.Count);
    }

    [Fact]
    public async Task A_sink_with_room_has_chunks_opened_there()
    {
        await using var pair = await MeetAsync();
        using var sending = new Sender(pair, Cancellation);
        var sink = new ListSink { HasRoom = true };
        var receiving = sending.ReceiveAsync(sink);
        await SendUntilTaskWaitsAsync(sending, sink);
        var stored = sink.Stored.Count;
        sending.Forge();

        await receiving.Awaiting(task => task).Should().ThrowAsync<SealBrokenException>();
        sink.Stored.Should().Equal(sending.Sent).And.HaveCount(stored, "what is forged is not committed");
        sink.Committed.Should().BePositive();
    }

    [Fact]
    public async Task Nothing_overtakes_what_is_queued()
    {
        await using var pair = await MeetAsync();
        for (var round = 0; round < 20; round++)
        {
            using var sending = new Sender(pair, Cancellation);
            var sink = new ListSink();
            var receiving = sending.ReceiveAsync(sink);
            for (var chunk = 0; chunk < 200; chunk++)
            {
                if (Random.Shared.Next(4) == 0)
                {
                    sending.Resync(); // Taken by the task, and chunks of a new epoch follow it.
                }

                if (Random.Shared.Next(4) == 0)
                {
                    await Task.Yield();
                }

                sending.Next();
            }

            sending.Next(isFinal: true);
            (await receiving).Should().BeTrue();
            sink.Stored.Should().Equal(sending.Sent);
            sink.WasUsedByTwo.Should().BeFalse();
        }
    }

    [Fact]
    public async Task A_full_disk_ends_the_transfer_whoever_finds_it()
    {
        await using var pair = await MeetAsync();
        using var sending = new Sender(pair, Cancellation);
        var sink = new ListSink { FailsAfter = 5 * ChunkBytes };
        var receiving = sending.ReceiveAsync(sink);
        while (!receiving.IsCompleted)
        {
            sending.Next();
            await Task.WhenAny(receiving, sink.StoredAsync(sending.Sent.Count)).WaitAsync(Cancellation);
        }

        await receiving.Awaiting(task => task).Should().ThrowAsync<LocalFileException>();
        sink.Stored.Should().Equal(sending.Sent.Take(sink.Stored.Count)).And.HaveCount(5 * ChunkBytes);
    }

    [Fact]
    public async Task A_forged_chunk_ends_the_transfer_and_nothing_of_it_is_stored()
    {
        await using var pair = await MeetAsync();
        using var sending = new Sender(pair, Cancellation);
        var sink = new ListSink();
        var receiving = sending.ReceiveAsync(sink);
        await SendUntilTaskWaitsAsync(sending, sink);

        var stored = sink.Stored.Count;
        sending.Forge();
        sending.Next();
        (await receiving.Awaiting(task => task).Should().ThrowAsync<SealBrokenException>()).Which.Code.Should().Be(ShareErrorCode.Integrity);
        sink.Stored.Should().HaveCount(stored);
    }

    [Fact]
    public async Task Whoever_is_told_of_progress_holds_up_nothing_and_hears_the_end()
    {
        await using var pair = await MeetAsync();
        using var sending = new Sender(pair, Cancellation);
        using var mayGoOn = new ManualResetEventSlim();
        var told = new List<long>();
        var listener = new Listener(value =>
        {
            mayGoOn.Wait(Cancellation);
            told.Add(value.ConfirmedBytes);
        });
        var sink = new ListSink();
        var reporter = new ProgressReporter(listener, null, null, TimeProvider.System);
        var receiving = sending.ReceiveAsync(sink, reporter);
        for (var chunk = 0; chunk < 100; chunk++)
        {
            sending.Next();
        }

        sending.Next(isFinal: true);
        (await receiving).Should().BeTrue("nobody waits for the listener");
        mayGoOn.Set();
        await reporter.DisposeAsync();
        told.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        told[^1].Should().Be(sending.Sent.Count);
    }

    /// <summary>Sends one chunk after the other, each when the one before is stored, until this thread has stored one.</summary>
    private async Task SendUntilTaskWaitsAsync(Sender sending, ListSink sink)
    {
        sending.Next();
        while (sink.PromptThread != Environment.CurrentManagedThreadId)
        {
            await sink.StoredAsync(sending.Sent.Count).WaitAsync(Cancellation);
            sending.Next();
        }
    }

    private async Task<Pair> MeetAsync()
    {
        var pair = await Pair.MeetAsync(new TestRelay());
        await pair.Guest.WaitForPeerAsync(Cancellation); // Then it has a channel.
        return pair;
    }

    /// <summary>The other side and the connection's reader in one: seals chunks and hands them to a leg.</summary>
    private sealed class Sender : IDisposable
    {
        private readonly byte[] _keyBytes = new byte[KeySchedule.KeyBytes];
        private readonly CancellationToken _patience;
        private readonly IncomingLeg _leg;
        private ChunkCipher _cipher;
        private uint _epoch;
        private long _continues;
        private long _index;

        public Sender(Pair pair, CancellationToken patience)
        {
            _patience = patience;
            var offer = new OfferMessage(Number, new OfferTerms(TransferKind.Stream, ChunkBytes, 0, null, null), SecretBytes.Own([.. _keyBytes]));
            _leg = new IncomingLeg(offer, pair.Guest.Meeting.Channel!, TimeProvider.System);
            _leg.Accept(0, 0);
            _cipher = NewCipher();
            Begin();
        }

        public List<byte> Sent { get; } = [];

        /// <summary>What the leg says to be stored.</summary>
        public long Stored => _leg.Written;

        public Task<bool> ReceiveAsync(ITransferSink sink, ProgressReporter? reporter = null) =>
            Task.Run(() => _leg.ReceiveAsync(sink, reporter ?? new ProgressReporter(null, null, null, TimeProvider.System), new FailedItems(), _patience));

        public void Next(bool isFinal = false)
        {
            var text = new byte[isFinal ? 1 : ChunkBytes];
            Random.Shared.NextBytes(text);
            Sent.AddRange(text);
            _leg.TakeChunk(Seal(text, isFinal));
        }

        public void Forge()
        {
            var frame = Seal(new byte[ChunkBytes], isFinal: false);
            frame.Payload[^1] ^= 1;
            _leg.TakeChunk(frame);
        }

        public void Resync()
        {
            _leg.BackInSync();
            _epoch++;
            _continues++;
            _cipher.Dispose();
            _cipher = NewCipher();
            Begin();
        }

        public void Dispose()
        {
            _cipher.Dispose();
            _leg.Dispose();
        }

        private ChunkCipher NewCipher()
        {
            using var key = SecretBytes.Own([.. _keyBytes]);
            return new ChunkCipher(key, Salt, Number, _epoch);
        }

        private void Begin() => _leg.Take(new StreamMessage(Number, _epoch, Salt, _index, _continues));

        private FrameBuffer Seal(byte[] text, bool isFinal)
        {
            var frame = FrameBuffer.Rent();
            frame.Length = RelayLimits.DataHeaderBytes + ChunkHeader.OverheadBytes + text.Length;
            text.CopyTo(frame.Payload[ChunkHeader.Bytes..]);
            _cipher.Seal((ulong)_index++, isFinal, frame.Payload);
            return frame;
        }
    }

    /// <summary>Keeps what it gets, and notes from whom.</summary>
    private sealed class ListSink : IPromptSink
    {
        private readonly Lock _gate = new();
        private readonly byte[] _room = new byte[ChunkBytes];
        private int _users;
        private (int Count, TaskCompletionSource Reached)? _awaited; // Guarded by the gate.

        public List<byte> Stored { get; } = [];

        public int FailsAfter { get; init; } = int.MaxValue;

        /// <summary>How many of its bytes it says to be waiting.</summary>
        public int Holds { get; set; }

        /// <summary>Whether chunks are to be opened in its room.</summary>
        public bool HasRoom { get; init; }

        /// <summary>Bytes that were put into its room.</summary>
        public int Committed { get; private set; }

        public long Waiting => Math.Min(Holds, Stored.Count);

        public int PromptThread { get; private set; }

        public bool WasUsedByTwo { get; private set; }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            Keep(bytes);
            PromptThread = Environment.CurrentManagedThreadId; // Only the reader calls this.
        }

        public Span<byte> Reserve(int length) => HasRoom ? _room.AsSpan(0, length) : default;

        public void Commit(int length)
        {
            Committed += length;
            Write(_room.AsSpan(0, length));
        }

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            WasUsedByTwo |= Interlocked.Increment(ref _users) > 1;
            if (Stored.Count >= FailsAfter)
            {
                throw new LocalFileException(ShareErrorCode.DiskFull, "The disk is full.", "Make room.");
            }

            lock (_gate)
            {
                Stored.AddRange(bytes);
                NoteStored();
            }

            Interlocked.Decrement(ref _users);
        }

        /// <summary>Completes when so many bytes are stored.</summary>
        public Task StoredAsync(int count)
        {
            lock (_gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _awaited = (count, reached);
                NoteStored();
                return reached.Task;
            }
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            Keep(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public long? Continue(Manifest again, int chunkBytes) => null;

        public void Discard() => Stored.Clear();

        public void SkipTo(long position) => throw new NotSupportedException();

        public void Fail(int item) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void NoteStored()
        {
            if (_awaited is var (count, reached) && Stored.Count >= count)
            {
                reached.SetResult();
                _awaited = null;
            }
        }
    }

    private sealed class Listener(Action<TransferProgress> tell) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => tell(value);
    }
}
