using Microsoft.Win32.SafeHandles;
using Sharencrypt.Client.State;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>The files of a transfer in its hidden folder: makes, finds, dates and removes them by their place in the list of items.</summary>
/// <param name="manifest">The items.</param>
/// <param name="staging">The hidden folder.</param>
/// <param name="isGoingOn">Whether files may be there already, of an earlier process or of an earlier version.</param>
internal sealed class StagedFiles(Manifest manifest, string staging, bool isGoingOn)
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _madeFolders = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The items.</summary>
    public Manifest Manifest => manifest;

    /// <summary>Where the file or folder of an item lies.</summary>
    public string PathOf(int item) => Path.Combine(staging, Local(manifest.Paths[item].Value));

    /// <summary>Makes the file of an item, with the folders above it. What is in one that is there already stays until it is written over.</summary>
    public SafeFileHandle Create(int item)
    {
        MakeFolders(manifest.Paths[item].Folder);
        var path = PathOf(item);
        DiskSteps.Next();
        if (!isGoingOn)
        {
            return NativeFile.Create(path);
        }

        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException("A link lies where a file was being received.");
        }

        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete);
        if (RandomAccess.GetLength(file) > manifest.Items[item].Size)
        {
            RandomAccess.SetLength(file, manifest.Items[item].Size);
        }

        return file;
    }

    /// <summary>Makes the folder of an item.</summary>
    public void MakeFolder(int item) => MakeFolders(manifest.Paths[item].Value);

    /// <summary>Removes what is there of a file.</summary>
    public void Remove(int item)
    {
        if (Directory.Exists(Path.GetDirectoryName(PathOf(item))))
        {
            DiskSteps.Next();
            File.Delete(PathOf(item));
        }
    }

    /// <summary>How many leading bytes of the stream are there, of those that were stored: a person may have removed files meanwhile.</summary>
    /// <param name="stored">Bytes that were stored.</param>
    public long FindStored(long stored)
    {
        for (var item = 0; item < manifest.Items.Count && manifest.StartOf(item) < stored; item++)
        {
            if (manifest.Items[item].Size == 0 || manifest.Failed.Contains(item))
            {
                continue;
            }

            var file = new FileInfo(PathOf(item));
            var needed = Math.Min(manifest.EndOf(item), stored) - manifest.StartOf(item);
            var isThere = file is { Exists: true, LinkTarget: null } && (needed == manifest.Items[item].Size ? file.Length == needed : file.Length >= needed);
            if (!isThere)
            {
                return manifest.StartOf(item);
            }
        }

        return stored;
    }

    /// <summary>Waits until all files are on the disk.</summary>
    public void FlushAll()
    {
        const int fewFiles = 64;
        var files = Enumerable.Range(0, manifest.Items.Count)
            .Where(item => manifest.Items[item].Kind == ItemKind.File && !manifest.Failed.Contains(item))
            .Take(fewFiles + 1)
            .ToList();
        if (files.Count > fewFiles)
        {
            NativeFile.Flush(staging, wholeFileSystem: true);
            return;
        }

        foreach (var item in files)
        {
            NativeFile.Flush(PathOf(item), wholeFileSystem: false);
        }
    }

    /// <summary>Gives folders their times: last of all, since every file that is made inside changes them; innermost first.</summary>
    public void SetFolderTimes()
    {
        for (var item = manifest.Items.Count - 1; item >= 0; item--)
        {
            if (manifest.Items[item].Kind == ItemKind.Folder)
            {
                FileTimes.Apply(PathOf(item), manifest.Items[item]);
            }
        }
    }

    // The rules leave no other separator in a path.
    private static string Local(string path) => path.Replace('/', Path.DirectorySeparatorChar);

    private void MakeFolders(ReadOnlySpan<char> path)
    {
        if (!path.IsEmpty && _madeFolders.Add(path))
        {
            DiskSteps.Next();
            Directory.CreateDirectory(Path.Combine(staging, Local(path.ToString())));
        }
    }
}
