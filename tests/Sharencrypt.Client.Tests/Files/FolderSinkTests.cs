using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Files;
using Sharencrypt.Client.State;
using Sharencrypt.Client.Tests.Relays;
using Sharencrypt.Client.Tests.State;
using Sharencrypt.EndToEnd.Tests;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Tests.Files;

/// <summary>What is stored of a transfer, and what of it the journal may rely on.</summary>
public sealed class FolderSinkTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private long _written;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Large_and_small_files_are_stored_as_they_come()
    {
        var sizes = new[] { 5L, FileWriter.LargeBytes + 1, 0, 70_000, FileWriter.LargeBytes };
        var bytes = RandomNumberGenerator.GetBytes((int)sizes.Sum());
        await using var sink = Open(sizes, kept: null);
        foreach (var chunk in bytes.Chunk(TransferLimits.MaxChunkBytes))
        {
            var room = sink.Reserve(chunk.Length);
            if (room.IsEmpty)
            {
                sink.Write(chunk);
            }
            else
            {
                chunk.CopyTo(room);
                sink.Commit(chunk.Length);
            }
        }

        await sink.CompleteAsync(Cancellation);
        sizes.SelectMany((_, item) => File.ReadAllBytes(_folder[$"in/{item}"])).SequenceEqual(bytes).Should().BeTrue();
    }

    [Fact]
    public async Task What_is_kept_of_a_large_file_is_what_the_journal_says()
    {
        var bytes = RandomNumberGenerator.GetBytes((int)FileWriter.LargeBytes + 1000);
        using (var kept = Keep())
        {
            await using var sink = Open([bytes.Length], kept);
            foreach (var part in bytes[..^2000].Chunk(99_999))
            {
                sink.Write(part);
                _time.Advance(TimeSpan.FromSeconds(2)); // Each time, it is time to flush.
            }
        }

        using var again = RecordFolder.TryOpen(_folder[Records.Receiving().Name])!;
        again.State.Stored.Should().Be(bytes.Length - 2000);
        File.ReadAllBytes(_folder["in/.staged/0"]).AsSpan().SequenceEqual(bytes.AsSpan(0, bytes.Length - 2000)).Should().BeTrue();
    }

    [Fact]
    public async Task No_more_is_noted_than_what_a_transfer_would_go_on_from()
    {
        using var kept = Keep();
        await using var sink = Open([1500, FileWriter.LargeBytes], kept, chunkBytes: 1000);
        sink.Write(new byte[1000]);
        sink.Write(new byte[1000]);
        Assert.SkipWhen(sink.Waiting == 0, "This file system takes nothing past the page cache.");

        _time.Advance(TimeSpan.FromSeconds(2));
        sink.Write(new byte[1000]); // The first file is stored, and nothing of the second.
        while (Stored() == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Stored().Should().Be(1000, "the second chunk is not whole, and comes again");
    }

    [Fact]
    public async Task Every_flush_takes_the_file_that_is_still_being_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere there is no file that refuses to be flushed.");
        using var kept = Keep();
        await using var sink = Open([1_000_000], kept);
        await WriteUntilStoredAsync(sink, 1);

        // Nothing can be flushed there: whoever tries is told. Whoever says that more is stored than was written before did not try.
        File.Move(_folder["in/.staged/0"], _folder["in/.staged/moved"]);
        File.CreateSymbolicLink(_folder["in/.staged/0"], "/dev/null");
        var writing = () => WriteUntilStoredAsync(sink, _written + 1);

        await writing.Should().ThrowAsync<LocalFileException>();
    }

    [Fact]
    public async Task A_disk_that_does_not_take_the_last_blocks_is_not_said_to_have_them()
    {
        SmallDisk.Need();
        using var disk = new SmallDisk(_folder["in"], megabytes: 64);
        var bytes = RandomNumberGenerator.GetBytes((int)FileWriter.LargeBytes - 1000);
        using (var kept = Keep())
        {
            await using var sink = Open([FileWriter.LargeBytes], kept);
            sink.Write(bytes);
            Assert.SkipWhen(sink.Waiting == 0, "This file system takes nothing past the page cache.");
            FillUp();
        }

        using var again = RecordFolder.TryOpen(_folder[Records.Receiving().Name])!;
        again.State.Stored.Should().BePositive().And.BeLessThan(bytes.Length);
        File.ReadAllBytes(_folder["in/.staged/0"]).AsSpan().StartsWith(bytes.AsSpan(0, (int)again.State.Stored)).Should().BeTrue();
    }

    private void FillUp()
    {
        using var filler = File.Create(_folder["in/filler"]);
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // That was all.
        }
    }

    private async Task WriteUntilStoredAsync(FolderSink sink, long position)
    {
        while (Stored() < position)
        {
            Cancellation.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(2));
            sink.Write([1]);
            _written++;
            await Task.Yield();
        }
    }

    private long Stored()
    {
        Journal.Read(File.ReadAllBytes(_folder[$"{Records.Receiving().Name}/journal.0"]), out var state);
        return state.Stored;
    }

    private RecordFolder Keep() => RecordFolder.Create(
        _folder.Path,
        Records.Receiving(folder: _folder["in"], staging: _folder["in/.staged"]),
        [],
        files: null);

    private FolderSink Open(IReadOnlyList<long> sizes, RecordFolder? kept, int chunkBytes = 1)
    {
        var items = sizes.Select((size, item) => new TransferItem($"{item}", ItemKind.File, size, null, false)).ToList();
        Manifest.TryCreate(items, PathRules.Unix, out var manifest, out _).Should().Be(PathProblem.None);
        return FolderSink.Open(manifest!, chunkBytes, _folder["in"], ConflictPolicy.Refuse, isOpenEnded: false, _ => kept, _time);
    }
}
