using Microsoft.Win32.SafeHandles;
using Sharencrypt.Client.State;

namespace Sharencrypt.Client.Files;

/// <summary>
/// Writes one file in order. A large one goes past the page cache where the system can do that, any other through it, with the
/// disk set to work early. Used by one task at a time.
/// </summary>
/// <param name="file">Open for writing; becomes the writer's.</param>
/// <param name="offset">Where the first byte goes.</param>
/// <param name="isLarge">Whether so much is to come that it is <see cref="LargeBytes"/> or more.</param>
internal sealed class FileWriter(SafeFileHandle file, long offset, bool isLarge) : IDisposable
{
    /// <summary>From so many bytes on a file is a large one: a smaller one gains nothing, and is more likely to be looked at right away.</summary>
#if SEAL_WATCH
    public const long LargeBytes = 256 * 1024; // For tests to come by without large files.
#else
    public const long LargeBytes = 32 * 1024 * 1024;
#endif

    // The disk gets the beginning early, so that there is little left of a small file to wait for, and later larger pieces.
    private const long FirstWriteBehindBytes = 2L * 1024 * 1024;
    private const long MostWriteBehindBytes = 8L * 1024 * 1024;

    private DirectWriter? _direct;
    private bool _mayGoDirect = isLarge;
    private long _offset = offset;
    private long _startedWriting = offset;

    /// <summary>The file. Not to be written to but by this.</summary>
    public SafeFileHandle File => file;

    /// <summary>Bytes that were taken and are not in the file yet.</summary>
    public long Unwritten => _direct?.Unwritten ?? 0;

    /// <summary>Room for the next bytes, where they stay until they are written; empty when there is none for so many at once.</summary>
    /// <exception cref="IOException">What was taken before could not be written.</exception>
    public Span<byte> Reserve(int length) => _direct is null ? default : _direct.Reserve(length);

    /// <summary>The room that was reserved is filled.</summary>
    public void Commit(int length) => _direct?.Commit(length);

    /// <summary>Takes bytes; they are the caller's again when the call returns.</summary>
    /// <exception cref="IOException">They, or what was taken before, could not be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_mayGoDirect)
        {
            var head = (int)Math.Min(bytes.Length, -_offset & (DirectWriter.Alignment - 1));
            WriteThroughCache(bytes[..head]);
            bytes = bytes[head..];
            if (!bytes.IsEmpty)
            {
                _direct = DirectWriter.TryBegin(file, _offset);
                _mayGoDirect = false;
            }
        }

        if (_direct is not null)
        {
            _direct.Write(bytes);
        }
        else
        {
            WriteThroughCache(bytes);
        }
    }

    /// <summary>Writes everything that was taken; nothing more can be.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Finish() => _direct?.Finish();

    /// <summary>Closes the file. What was taken and is not written is lost, except after <see cref="Finish"/>.</summary>
    public void Dispose()
    {
        _direct?.Dispose();
        file.Dispose();
    }

    private void WriteThroughCache(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        DiskSteps.Next();
        NativeFile.Write(file, bytes, _offset);
        _offset += bytes.Length;
        if (_offset - _startedWriting >= Math.Clamp(_startedWriting, FirstWriteBehindBytes, MostWriteBehindBytes))
        {
            NativeFile.StartWriting(file, _startedWriting, _offset - _startedWriting);
            _startedWriting = _offset;
        }
    }
}
