using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Sharencrypt.Client.Files;
using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests.Files;

/// <summary>A file written in order is what was given, whatever way it goes to the disk.</summary>
public sealed class FileWriterTests : IDisposable
{
    private const int Block = DirectWriter.BlockBytes;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(DirectWriter.Alignment)]
    [InlineData(Block)]
    [InlineData((3 * Block) + 1)]
    [InlineData((5 * Block) - 1)]
    public void Every_length_is_written_in_any_pieces(int length)
    {
        foreach (var piece in new[] { 1 << 18, Block, (2 * Block) + 7, 4097 })
        {
            foreach (var offset in new[] { 0, 1, DirectWriter.Alignment, Block + 13 })
            {
                var bytes = RandomNumberGenerator.GetBytes(length);
                var before = RandomNumberGenerator.GetBytes(offset);
                var path = _folder.Write("file", before);
                using (var writer = new FileWriter(Open(path), offset, isLarge: true))
                {
                    foreach (var part in bytes.Chunk(piece))
                    {
                        writer.Write(part);
                    }

                    writer.Finish();
                    writer.Unwritten.Should().Be(0);
                }

                File.ReadAllBytes(path).AsSpan().SequenceEqual([.. before, .. bytes]).Should().BeTrue($"{length} bytes from {offset} on in pieces of {piece}");
            }
        }
    }

    [Fact]
    public void What_is_put_into_reserved_room_comes_between_what_is_written()
    {
        SkipUnlessDirect();
        var bytes = RandomNumberGenerator.GetBytes(4 * Block);
        using var writer = new FileWriter(Open(_folder.Write("file", [])), 0, isLarge: true);
        writer.Reserve(1000).IsEmpty.Should().BeTrue("nothing was written yet, so the way is not chosen");
        var (given, reserved) = (0, 0);
        for (var length = 1; given < bytes.Length; length = (length * 3 % 262_144) + 1)
        {
            var part = bytes.AsSpan(given)[..Math.Min(length, bytes.Length - given)];
            var room = writer.Reserve(part.Length);
            if (room.IsEmpty)
            {
                writer.Write(part);
            }
            else
            {
                part.CopyTo(room);
                writer.Commit(part.Length);
                reserved++;
            }

            given += part.Length;
        }

        writer.Finish();
        reserved.Should().BePositive();
        File.ReadAllBytes(_folder["file"]).AsSpan().SequenceEqual(bytes).Should().BeTrue();
    }

    [Fact]
    public void What_is_not_told_as_unwritten_is_in_the_file()
    {
        SkipUnlessDirect();
        var bytes = RandomNumberGenerator.GetBytes(6 * Block);
        using var writer = new FileWriter(Open(_folder.Write("file", [])), 0, isLarge: true);
        for (var given = 0; given < bytes.Length;)
        {
            var part = bytes.AsSpan(given, Math.Min(100_000, bytes.Length - given));
            writer.Write(part);
            given += part.Length;
            var written = given - (int)writer.Unwritten;
            File.ReadAllBytes(_folder["file"]).AsSpan(0, written).SequenceEqual(bytes.AsSpan(0, written)).Should().BeTrue();
        }
    }

    [Fact]
    public void A_disk_that_refuses_is_told_by_a_later_call()
    {
        // Open to be read only: nothing can be written, whatever way.
        using var writer = new FileWriter(File.OpenHandle(_folder.Write("file", [1]), FileMode.Open, FileAccess.Read), 0, isLarge: true);
        var writing = () =>
        {
            for (var block = 0; block < 10; block++)
            {
                writer.Write(new byte[Block]);
            }
        };

        writing.Should().Throw<Exception>().Where(exception => exception is IOException || exception is UnauthorizedAccessException);
        writer.Invoking(writer => writer.Finish()).Should().Throw<Exception>();
        File.ReadAllBytes(_folder["file"]).Should().Equal(1);
    }

    [Fact]
    public void One_that_is_given_up_leaves_nothing_running()
    {
        var path = _folder.Write("file", []);
        var writer = new FileWriter(Open(path), 0, isLarge: true);
        writer.Write(new byte[(2 * Block) + 5]);

        writer.Dispose();

        writer.File.IsClosed.Should().BeTrue();
        new FileInfo(path).Length.Should().BeLessThanOrEqualTo((2 * Block) + 5);
    }

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private void SkipUnlessDirect()
    {
        using var file = Open(_folder.Write("probe", []));
        Assert.SkipUnless(NativeFile.TrySetDirect(file, true), "This file system writes through the page cache only.");
    }
}
