using Microsoft.Win32.SafeHandles;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>
/// Reads files one after the other as one stream. A file that is not what was offered is reported before its last byte
/// leaves, and its place in the stream is filled with zeros.
/// </summary>
internal sealed class FilesReader(Manifest manifest, IReadOnlyList<FoundFile> files, int chunkBytes) : ISourceReader
{
    private SafeFileHandle? _handle;
    private int _openItem = -1;

    public ValueTask<SourceRead> ReadAsync(long index, long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        List<(int, string)>? failed = null;
        var rest = buffer.Span;
        for (var item = manifest.ItemAt(position); !rest.IsEmpty; item++)
        {
            var part = (int)Math.Min(rest.Length, manifest.EndOf(item) - position);
            if (part > 0 && !manifest.Failed.Contains(item) && ReadItem(item, position - manifest.StartOf(item), rest[..part]) is { } reason)
            {
                manifest.Fail(item);
                (failed ??= []).Add((item, reason));
            }

            if (manifest.Failed.Contains(item))
            {
                rest[..part].Clear();
            }

            rest = rest[part..];
            position += part;
        }

        return ValueTask.FromResult(new SourceRead(buffer.Length, IsEnd: false, (IReadOnlyList<(int, string)>?)failed ?? []));
    }

    public void Confirm(long written)
    {
        // Files can be read again.
    }

    public long? PositionOf(long index) => Math.Min(index * chunkBytes, manifest.TotalBytes);

    public ValueTask DisposeAsync()
    {
        _handle?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads a part of one file; returns why it cannot be delivered, or null.</summary>
    private string? ReadItem(int item, long offset, Span<byte> destination)
    {
        try
        {
            var isLast = offset + destination.Length == files[item].Identity.Size;
            if (!TryOpen(item, isCheckedLater: isLast))
            {
                return Reasons.Changed;
            }

            while (!destination.IsEmpty)
            {
                var count = NativeFile.Read(_handle!, destination, offset); // Open: TryOpen said so.
                if (count == 0)
                {
                    return Reasons.Changed; // It has become shorter.
                }

                destination = destination[count..];
                offset += count;
            }

            return isLast && FileIdentity.Of(_handle!) != files[item].Identity ? Reasons.Changed : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Reasons.Missing;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Reasons.Unreadable;
        }
    }

    /// <summary>Opens a file, unless it is open; false when it is not the one that was offered.</summary>
    /// <param name="item">Which.</param>
    /// <param name="isCheckedLater">Whether that shows before anything of it leaves: it is read to its end at once.</param>
    private bool TryOpen(int item, bool isCheckedLater)
    {
        if (_openItem == item)
        {
            return true;
        }

        _handle?.Dispose();
        _openItem = -1;
        _handle = NativeFile.OpenRead(files[item].LocalPath);
        _openItem = item;
        return isCheckedLater || FileIdentity.Of(_handle) == files[item].Identity;
    }
}
