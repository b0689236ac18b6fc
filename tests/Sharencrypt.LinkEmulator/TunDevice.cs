using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Sharencrypt.LinkEmulator;

/// <summary>A network device whose packets this process reads and writes.</summary>
internal sealed unsafe partial class TunDevice : IDisposable
{
    private const int ReadWrite = 2;
    private const nuint SetInterface = 0x400454CA;
    private const short TunWithoutHeader = 0x1001;
    private const int NameBytes = 16;
    private const int RequestBytes = 40;

    private readonly int _file;

    /// <exception cref="Win32Exception">There is no /dev/net/tun, or it may not be used.</exception>
    public TunDevice(string name)
    {
        Name = name;
        _file = Open("/dev/net/tun", ReadWrite);
        if (_file < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "/dev/net/tun cannot be opened");
        }

        Span<byte> request = stackalloc byte[RequestBytes];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request[..(NameBytes - 1)]);
        BitConverter.TryWriteBytes(request[NameBytes..], TunWithoutHeader);
        fixed (byte* first = request)
        {
            if (Control(_file, SetInterface, first) < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                _ = Close(_file);
                throw new Win32Exception(error, "A network device cannot be made");
            }
        }
    }

    public string Name { get; }

    /// <summary>Waits for a packet. Returns its length, or less than 1 when there is no device any more.</summary>
    public int Read(byte[] packet)
    {
        fixed (byte* first = packet)
        {
            return (int)Read(_file, first, (nuint)packet.Length);
        }
    }

    /// <summary>Hands a packet to the system. What it does not want is lost, as on any link.</summary>
    public void Write(byte[] packet, int length)
    {
        fixed (byte* first = packet)
        {
            _ = Write(_file, first, (nuint)length);
        }
    }

    public void Dispose() => _ = Close(_file);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int file, nuint request, byte* argument);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
