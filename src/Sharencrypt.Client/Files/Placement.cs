using Sharencrypt.Client.State;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Files;

/// <summary>Moves what was received whole from its hidden folder to where it belongs. Never follows a link, never turns a folder into a file or the reverse.</summary>
internal sealed class Placement(string folder, ConflictPolicy conflicts)
{
    /// <summary>Whether a name is in use, be it by a link that leads nowhere.</summary>
    public static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Finds what is in the way before anything is received.</summary>
    /// <exception cref="LocalFileException">Something is in the way that <paramref name="manifest"/> may not replace.</exception>
    public void Check(Manifest manifest)
    {
        if (conflicts == ConflictPolicy.Rename)
        {
            return;
        }

        var tops = manifest.Tops.Where(top => IsTaken(Path.Combine(folder, top))).ToList();
        if (conflicts == ConflictPolicy.Refuse && tops.Count > 0)
        {
            throw new LocalFileException(
                ShareErrorCode.TargetExists,
                $"{string.Join(", ", tops.Take(5).Select(top => $"“{Printable.Escape(top)}”"))} {(tops.Count == 1 ? "is" : "are")} there already.",
                "Receive again with --rename, --overwrite or --skip, or into another folder with --out. Nothing was received.");
        }

        for (var i = 0; i < manifest.Items.Count && tops.Count > 0; i++)
        {
            CheckKinds(manifest.Paths[i], manifest.Items[i].Kind == ItemKind.Folder);
        }
    }

    /// <summary>Puts one top-level item in place.</summary>
    /// <param name="staged">Its full path in the hidden folder.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The full path where it is now.</returns>
    public string Place(string staged, string name)
    {
        var target = Path.Combine(folder, name);
        if (!IsTaken(target))
        {
            Move(staged, target);
            return target;
        }

        switch (conflicts)
        {
            case ConflictPolicy.Overwrite or ConflictPolicy.Skip:
                Merge(staged, target);
                return target;
            default: // Rename; or it has appeared since the check, and nothing is lost this way.
                target = FreeName(target);
                Move(staged, target);
                return target;
        }
    }

    private static void Move(string from, string to)
    {
        DiskSteps.Next();
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: false);
        }
    }

    private static string FreeName(string target)
    {
        var parent = Path.GetDirectoryName(target)!; // The target lies in a folder.
        var stem = Directory.Exists(target) ? Path.GetFileName(target) : Path.GetFileNameWithoutExtension(target);
        var extension = Directory.Exists(target) ? "" : Path.GetExtension(target);
        for (var number = 1; ; number++)
        {
            var candidate = Path.Combine(parent, $"{stem} ({number}){extension}");
            if (!IsTaken(candidate))
            {
                return candidate;
            }
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static LocalFileException InTheWay(string path, string what) => new(
        ShareErrorCode.TargetExists,
        $"“{Printable.Escape(path)}” is {what} here, so it cannot be merged with what arrives.",
        "Move it away, or receive with --rename or into another folder with --out.");

    private void CheckKinds(SafeRelativePath path, bool isFolder)
    {
        var here = folder;
        for (var i = 0; i < path.Components.Count; i++)
        {
            here = Path.Combine(here, path.Components[i]);
            var mustBeFolder = isFolder || i < path.Components.Count - 1;
            if (mustBeFolder ? IsLink(here) || File.Exists(here) : Directory.Exists(here) && !IsLink(here))
            {
                throw InTheWay(path.Value, IsLink(here) ? "a link" : mustBeFolder ? "a file" : "a folder");
            }
        }
    }

    private void Merge(string staged, string target)
    {
        if (!Directory.Exists(staged))
        {
            if (conflicts == ConflictPolicy.Overwrite)
            {
                File.Move(staged, target, overwrite: true);
            }

            return;
        }

        if (IsLink(target) || !Directory.Exists(target))
        {
            throw InTheWay(Path.GetFileName(target), "not a folder");
        }

        foreach (var entry in Directory.GetFileSystemEntries(staged))
        {
            var inner = Path.Combine(target, Path.GetFileName(entry));
            if (IsTaken(inner))
            {
                Merge(entry, inner);
            }
            else
            {
                Move(entry, inner);
            }
        }
    }
}
