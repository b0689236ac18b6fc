using System.Text;
using Sharencrypt.Client.Files;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.State;

/// <summary>The items of an unfinished transfer in a file, for a sender with where each lies and what it was; up to a million, so it is no JSON.</summary>
internal static class ItemFile
{
    private const int Format = 1;
    private const int MostBufferedBytes = 64 * 1024;
    private const int UsualItemBytes = 128;

    /// <summary>Writes the items; whoever counts on them flushes the file.</summary>
    /// <param name="path">A new file.</param>
    /// <param name="items">In the order of the stream.</param>
    /// <param name="files">For each item where it lies; null for a receiver.</param>
    public static void Write(string path, IReadOnlyList<TransferItem> items, IReadOnlyList<FoundFile>? files)
    {
        DiskSteps.Next();
        using var file = PrivateFile.Open(path, FileMode.Create);
        using var stream = new FileStream(file, FileAccess.Write, (int)Math.Min(MostBufferedBytes, (long)items.Count * UsualItemBytes));
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(items.Count);
        writer.Write(files is not null);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            writer.Write(item.Path);
            writer.Write((byte)item.Kind);
            writer.Write(item.Size);
            writer.Write(item.IsExecutable);
            writer.Write(item.Modified is not null);
            writer.Write(item.Modified ?? 0);
            if (files is not null)
            {
                writer.Write(files[i].LocalPath);
                writer.Write(files[i].Identity.Size);
                writer.Write(files[i].Identity.ModifiedTicks);
                writer.Write(files[i].Identity.Node.Device);
                writer.Write(files[i].Identity.Node.Inode);
            }
        }

        DiskSteps.Next();
        writer.Flush();
    }

    /// <summary>Reads the items; for a receiver, without files.</summary>
    /// <exception cref="IOException">The file is damaged or missing.</exception>
    public static (IReadOnlyList<TransferItem> Items, IReadOnlyList<FoundFile> Files) Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            return Read(reader);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or ArgumentException)
        {
            throw new IOException("The list of items is damaged.", exception); // As a power cut leaves it.
        }
    }

    private static (IReadOnlyList<TransferItem> Items, IReadOnlyList<FoundFile> Files) Read(BinaryReader reader)
    {
        if (reader.ReadInt32() != Format || reader.ReadInt32() is not (> 0 and <= TransferLimits.MaxItems and var count))
        {
            throw new InvalidDataException("The list of items is damaged.");
        }

        var hasFiles = reader.ReadBoolean();
        var items = new List<TransferItem>(count);
        var files = new List<FoundFile>(hasFiles ? count : 0);
        for (var i = 0; i < count; i++)
        {
            items.Add(ReadItem(reader));
            if (hasFiles)
            {
                files.Add(new FoundFile(reader.ReadString(), new FileIdentity(reader.ReadInt64(), reader.ReadInt64(), (reader.ReadUInt64(), reader.ReadUInt64()))));
            }
        }

        return (items, files);
    }

    private static TransferItem ReadItem(BinaryReader reader)
    {
        var path = reader.ReadString();
        var kind = (ItemKind)reader.ReadByte();
        var size = reader.ReadInt64();
        var isExecutable = reader.ReadBoolean();
        var hasModified = reader.ReadBoolean();
        var modified = reader.ReadInt64();
        return new TransferItem(path, kind, size, hasModified ? modified : null, isExecutable);
    }
}
