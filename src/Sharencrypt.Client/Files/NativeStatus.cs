using System.Runtime.InteropServices;

namespace Sharencrypt.Client.Files;

/// <summary>struct statx of Linux, the same on every processor (statx(2)); only the members that are read have names.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(112)]
    public long ModifiedSeconds;

    [FieldOffset(120)]
    public uint ModifiedNanoseconds;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;
}

/// <summary>What the system told about a path or an open file.</summary>
internal readonly struct NativeStatus(StatxBuffer buffer)
{
    private const int KindMask = 0xf000;
    private const int RegularKind = 0x8000;
    private const int FolderKind = 0x4000;
    private const int LinkKind = 0xa000;
    private const int OwnerMayExecute = 0x40;
    private const int EverybodyMayRead = 0x124; // r--r--r--

    public bool IsRegularFile => (buffer.Mode & KindMask) == RegularKind;

    public bool IsFolder => (buffer.Mode & KindMask) == FolderKind;

    public bool IsLink => (buffer.Mode & KindMask) == LinkKind;

    public bool IsExecutable => (buffer.Mode & OwnerMayExecute) != 0;

    /// <summary>Whether the mode lets everybody read. A finer list of rights may still forbid it to one.</summary>
    public bool IsReadableByAll => (buffer.Mode & EverybodyMayRead) == EverybodyMayRead;

    public FileIdentity Identity => new(
        (long)buffer.Size,
        DateTime.UnixEpoch.Ticks + (buffer.ModifiedSeconds * TimeSpan.TicksPerSecond) + (buffer.ModifiedNanoseconds / 100),
        (((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor, buffer.Inode));
}
