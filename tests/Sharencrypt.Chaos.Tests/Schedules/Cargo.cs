namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>What is sent.</summary>
internal enum CargoKind
{
    File,
    Tree,

    /// <summary>Standard input to a file.</summary>
    PipeToFile,

    /// <summary>Standard input to standard output.</summary>
    PipeToPipe,
}

/// <summary>Content that a seed describes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Files">How many files; 1 but for trees.</param>
/// <param name="Seed">Of the content.</param>
internal sealed record Cargo(CargoKind Kind, long Bytes, int Files, ulong Seed)
{
    private static readonly string[] OddNames =
    [
        "äöü ß.txt", "日本語.txt", "עברית.txt", "हिन्दी", "👩‍👩‍👧‍👦 family", "quote\"s and 'spaces'", "colon:and.dot.", "-rf", "--help", ".hidden",
        " leading", "trailing ", "$HOME", "a*b?c", "CON", "nul.txt", "%00", "...", "~", "#", new string('n', 255),
    ];

    public bool IsPipe => Kind is CargoKind.PipeToFile or CargoKind.PipeToPipe;

    /// <summary>Makes the files.</summary>
    /// <returns>The paths to send, relative to the folder.</returns>
    public string[] WriteTo(string folder)
    {
        var draw = new Draw(Seed);
        if (Kind != CargoKind.Tree)
        {
            Write(Path.Combine(folder, "file.bin"), Bytes, draw);
            return ["file.bin"];
        }

        var folders = MakeFolders(Path.Combine(folder, "tree"), draw);
        var left = Bytes;
        for (var i = 0; i < Files; i++)
        {
            var name = i < OddNames.Length ? OddNames[i] : $"{i:0000}";
            var isEmpty = draw.Chance(0.15);
            var size = i == Files - 1 ? left : isEmpty ? 0 : Math.Min(left, draw.Between(0, 2 * Bytes / Files));
            left -= size;
            Write(Path.Combine(draw.Of(folders), name), size, draw);
        }

        SetTimes(folders, draw);
        return ["tree"];
    }

    private static List<string> MakeFolders(string root, Draw draw)
    {
        List<string> folders = [root];
        var count = draw.Between(0, 20);
        for (var i = 0; i < count; i++)
        {
            folders.Add(Path.Combine(draw.Of(folders), $"folder {i}"));
        }

        folders.ForEach(folder => Directory.CreateDirectory(folder));
        return folders;
    }

    // After the files: each one that is made changes its folder's time.
    private static void SetTimes(List<string> folders, Draw draw)
    {
        foreach (var folder in folders.AsEnumerable().Reverse())
        {
            Directory.SetLastWriteTimeUtc(folder, Time(draw));
        }
    }

    private static void Write(string path, long bytes, Draw draw)
    {
        using (var file = File.Create(path))
        {
            var block = new byte[1 << 18];
            for (var left = bytes; left > 0; left -= block.Length)
            {
                draw.Fill(block);
                file.Write(block, 0, (int)Math.Min(left, block.Length));
            }
        }

        if (draw.Chance(0.3))
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        File.SetLastWriteTimeUtc(path, Time(draw));
    }

    private static DateTime Time(Draw draw) =>
        DateTimeOffset.FromUnixTimeMilliseconds(draw.Between(-1_000_000_000_000, 1_700_000_000_000)).UtcDateTime;
}
