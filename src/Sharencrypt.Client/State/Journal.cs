using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Sharencrypt.Client.State;

/// <summary>What a journal can say.</summary>
internal enum JournalKind : byte
{
    /// <summary>All bytes of the stream before the value are stored: on the disk, for a receiver; confirmed, for a sender.</summary>
    Stored = 1,

    /// <summary>The item of this index cannot be delivered.</summary>
    Failed = 2,

    /// <summary>Everything is stored, and is being moved to where it belongs.</summary>
    Placing = 3,

    /// <summary>Everything is in place.</summary>
    Complete = 4,
}

/// <summary>What a journal says in all.</summary>
/// <param name="Stored">The furthest position.</param>
/// <param name="Failed">Items that cannot be delivered.</param>
/// <param name="IsPlacing">Whether what was received is being moved, or was.</param>
/// <param name="IsComplete">Whether everything is in place.</param>
internal sealed record JournalState(long Stored, IReadOnlyList<int> Failed, bool IsPlacing, bool IsComplete);

/// <summary>
/// A file that is only ever appended to: a header, then records of 16 bytes, each with a checksum and its number. What a
/// crash left behind the last good record is cut off when it is opened again, so a journal may lose what it was told last,
/// and never says what it was not told. Whoever appends has made sure before that it is true.
/// </summary>
/// <remarks>
/// <code>
/// header  "SHJRNL1\n"
/// record  u32 checksum of the rest | u8 kind | u24 number | u64 value      (little-endian)
/// </code>
/// </remarks>
internal sealed class Journal : IDisposable
{
    private const int RecordBytes = 16;
    private const int NumberBits = 24;
    private const uint Seed = 0xffff_ffff;

    private static readonly byte[] Header = "SHJRNL1\n"u8.ToArray();

    private readonly SafeFileHandle _file;
    private readonly Lock _gate = new();
    private long _end;
    private uint _number;

    private Journal(SafeFileHandle file, long end, uint number) => (_file, _end, _number) = (file, end, number);

    /// <summary>Begins a new one; nothing of that name is there.</summary>
    public static Journal Create(string path)
    {
        DiskSteps.Next();
        var file = PrivateFile.Open(path, FileMode.CreateNew);
        DiskSteps.Next();
        RandomAccess.Write(file, Header, 0);
        return new Journal(file, Header.Length, 0);
    }

    /// <summary>Opens one that may have been cut at any byte.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="state">What it says.</param>
    /// <returns>The journal, to be told more; also when nothing of it could be read.</returns>
    public static Journal Open(string path, out JournalState state)
    {
        var file = PrivateFile.Open(path, FileMode.OpenOrCreate);
        var bytes = new byte[RandomAccess.GetLength(file)];
        var length = RandomAccess.Read(file, bytes, 0);
        var (end, number) = Read(bytes.AsSpan(0, length), out state);
        RandomAccess.SetLength(file, end);
        if (end == 0)
        {
            RandomAccess.Write(file, Header, 0);
            end = Header.Length;
        }

        return new Journal(file, end, number);
    }

    /// <summary>Reads what a journal says up to the first record that is not whole.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="state">What it says.</param>
    /// <returns>Where the good part ends, and the number of the next record.</returns>
    public static (long End, uint Number) Read(ReadOnlySpan<byte> bytes, out JournalState state)
    {
        state = new JournalState(0, [], IsPlacing: false, IsComplete: false);
        if (!bytes.StartsWith(Header))
        {
            return (0, 0);
        }

        List<int> failed = [];
        var (end, number) = (Header.Length, 0u);
        for (; end + RecordBytes <= bytes.Length && TryRead(bytes.Slice(end, RecordBytes), number, out var kind, out var value); end += RecordBytes, number++)
        {
            switch (kind)
            {
                case JournalKind.Stored:
                    state = state with { Stored = Math.Max(state.Stored, value) };
                    break;
                case JournalKind.Failed:
                    failed.Add((int)value);
                    break;
                case JournalKind.Placing:
                    state = state with { IsPlacing = true };
                    break;
                case JournalKind.Complete:
                    state = state with { IsPlacing = true, IsComplete = true };
                    break;
                default:
                    break; // Of a later version; whatever it adds, it takes nothing back.
            }
        }

        state = state with { Failed = failed };
        return (end, number);
    }

    /// <summary>Says one more thing. Callable from any thread.</summary>
    /// <param name="kind">What.</param>
    /// <param name="value">A position or index; 0 where there is none.</param>
    /// <param name="flush">Wait until it is on the disk, too.</param>
    public void Append(JournalKind kind, long value, bool flush = false)
    {
        Span<byte> record = stackalloc byte[RecordBytes];
        lock (_gate)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (byte)kind | (_number << (32 - NumberBits)));
            BinaryPrimitives.WriteInt64LittleEndian(record[8..], value);
            BinaryPrimitives.WriteUInt32LittleEndian(record, Checksum(record[4..]));
            DiskSteps.Next();
            RandomAccess.Write(_file, record, _end);
            _end += RecordBytes;
            _number++;
        }

        if (flush)
        {
            RandomAccess.FlushToDisk(_file);
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool TryRead(ReadOnlySpan<byte> record, uint number, out JournalKind kind, out long value)
    {
        var head = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        kind = (JournalKind)(byte)head;
        value = BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(record) == Checksum(record[4..])
            && head >> (32 - NumberBits) == (number & ((1u << NumberBits) - 1))
            && value >= 0;
    }

    private static uint Checksum(ReadOnlySpan<byte> rest) =>
        BitOperations.Crc32C(BitOperations.Crc32C(Seed, BinaryPrimitives.ReadUInt32LittleEndian(rest)), BinaryPrimitives.ReadUInt64LittleEndian(rest[4..]));
}
