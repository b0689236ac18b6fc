using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sharencrypt.Client.Files;

/// <summary>
/// Writes a file in order past the page cache (decision 0019): two blocks, one that is filled while a thread of its own has the
/// disk take the other. Used by one task at a time.
/// </summary>
internal sealed unsafe class DirectWriter : IDisposable
{
    /// <summary>What the system may ask of a place in the file, a length, and an address in memory.</summary>
    public const int Alignment = 4096;

    /// <summary>Bytes of a block, a multiple of <see cref="Alignment"/>.</summary>
    public const int BlockBytes = 1024 * 1024;

    private const int Blocks = 2; // Together half of the smallest window, so that it never waits for bytes that the sender may not send.

    private readonly SafeFileHandle _file;
    private readonly byte* _memory;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private int _used; // Of the block that is filled now.

    // Guarded by _gate.
    private long _offset;
    private int _full;
    private int _next;
    private bool _isOver;
    private ExceptionDispatchInfo? _failure;

    private DirectWriter(SafeFileHandle file, long offset)
    {
        (_file, _offset) = (file, offset);
        _memory = (byte*)NativeMemory.AlignedAlloc(Blocks * BlockBytes, Alignment);
        _thread = new Thread(WriteBlocks) { IsBackground = true, Name = "sharencrypt disk" };
        _thread.Start();
    }

    /// <summary>Bytes that were taken and are not in the file yet.</summary>
    public long Unwritten
    {
        get
        {
            lock (_gate)
            {
                return ((long)_full * BlockBytes) + _used;
            }
        }
    }

    /// <summary>Begins to write past the page cache. Null where the system or the file system cannot.</summary>
    /// <param name="file">Open for writing, and not written to by anybody else until <see cref="Finish"/>; stays the caller's.</param>
    /// <param name="offset">Where the first byte goes, a multiple of <see cref="Alignment"/>.</param>
    public static DirectWriter? TryBegin(SafeFileHandle file, long offset) =>
        NativeFile.TrySetDirect(file, true) ? new DirectWriter(file, offset) : null;

    /// <summary>Room for the next bytes; empty when they do not fit into one block. Whoever fills it says so with <see cref="Commit"/>.</summary>
    /// <exception cref="IOException">What was taken before could not be written.</exception>
    public Span<byte> Reserve(int length) => length > BlockBytes - _used ? default : Block()[_used..][..length];

    /// <summary>The room that was reserved is filled.</summary>
    public void Commit(int length)
    {
        _used += length;
        if (_used == BlockBytes)
        {
            lock (_gate)
            {
                _full++;
                _used = 0;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Takes bytes; they are the caller's again when the call returns. Waits when the disk is behind.</summary>
    /// <exception cref="IOException">What was taken before could not be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, BlockBytes - _used)];
            part.CopyTo(Reserve(part.Length));
            Commit(part.Length);
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Writes what is left, through the page cache: it need not fill a block. Nothing can be written after it.</summary>
    /// <exception cref="IOException">Something could not be written.</exception>
    public void Finish()
    {
        var rest = Block()[.._used];
        lock (_gate)
        {
            while (_full > 0 && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            _failure?.Throw();
            _isOver = true;
            Monitor.PulseAll(_gate);
        }

        NativeFile.TrySetDirect(_file, false);
        NativeFile.Write(_file, rest, _offset);
        _used = 0;
    }

    /// <summary>Ends. What was taken and is not written is lost, except after <see cref="Finish"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        NativeMemory.AlignedFree(_memory);
    }

    /// <summary>The block that is filled now, once the disk has let go of it.</summary>
    private Span<byte> Block()
    {
        lock (_gate)
        {
            while (_full == Blocks && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            _failure?.Throw();
            return BlockAt(_next + _full);
        }
    }

    private Span<byte> BlockAt(int number) => new(_memory + (number % Blocks * BlockBytes), BlockBytes);

    private void WriteBlocks()
    {
        while (WaitForBlock())
        {
            try
            {
                WriteBlock(BlockAt(_next));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Note(ExceptionDispatchInfo.Capture(exception));
                return;
            }

            Note(failure: null);
        }
    }

    private bool WaitForBlock()
    {
        lock (_gate)
        {
            while (_full == 0 && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            return !_isOver;
        }
    }

    private void WriteBlock(ReadOnlySpan<byte> block)
    {
        State.DiskSteps.Next();
        try
        {
            NativeFile.Write(_file, block, _offset);
        }
        catch (IOException) when (NativeFile.TrySetDirect(_file, false))
        {
            NativeFile.Write(_file, block, _offset); // Some file systems only now say that they cannot. If it was something else, it says so again.
        }
    }

    private void Note(ExceptionDispatchInfo? failure)
    {
        lock (_gate)
        {
            _failure = failure;
            if (failure is null)
            {
                _offset += BlockBytes;
                _next = (_next + 1) % Blocks;
                _full--;
            }

            Monitor.PulseAll(_gate);
        }
    }
}
