using System.Diagnostics;
using System.Security.Cryptography;
using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>The files of a whole run: what is sent, and where it goes. On the disk that the run was started on.</summary>
internal sealed class Place : IDisposable
{
    private const int TreeFileBytes = 4_096;

    private readonly Dictionary<string, string> _made = [];
    private int _targets;

    public Place(BenchOptions options)
    {
        Options = options;
        Directory.CreateDirectory(Folder);
    }

    public BenchOptions Options { get; }

    /// <summary>The command line that is measured.</summary>
    public string Program { get; } = Environment.GetEnvironmentVariable("SHARENCRYPT_UNDER_TEST") ?? Built.CommandLine();

    public string Folder { get; } = Path.GetFullPath($"run-{Environment.ProcessId}");

    /// <summary>A file of random bytes.</summary>
    public async Task<string> FileAsync(long bytes) =>
        await MadeAsync($"file-of-{bytes}", path => RandomFile.WriteAsync(path, bytes));

    /// <summary>A file of zeros that takes no place on the disk, until it has been received.</summary>
    public async Task<string> SparseFileAsync(long bytes) => await MadeAsync($"zeros-of-{bytes}", path =>
    {
        using var file = File.Create(path);
        file.SetLength(bytes);
        return Task.CompletedTask;
    });

    /// <summary>A tree of small files.</summary>
    public async Task<string> TreeAsync() => await MadeAsync("tree", async path =>
    {
        for (var i = 0; i < Options.Files; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(path, $"{i / 100:00}")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{i % 100:00}"), RandomNumberGenerator.GetBytes(TreeFileBytes));
        }
    });

    /// <summary>A folder to receive into. A new one each time: making files where others were just deleted costs ext4 seconds that are nobody's fault.</summary>
    public string NewTarget() => Directory.CreateDirectory(Path.Combine(Folder, $"target-{_targets++}")).FullName;

    /// <summary>
    /// Removes large files that were received (trees stay until all is over, for the same reason), and lets the disk come to
    /// rest: what one left in the page cache would else be written while the other is measured.
    /// </summary>
    public void Settle()
    {
        foreach (var file in Directory.EnumerateDirectories(Folder, "target-*").SelectMany(Directory.EnumerateFiles))
        {
            File.Delete(file);
        }

        using var sync = Process.Start("sync");
        sync.WaitForExit();
    }

    /// <summary>
    /// Empties the system's caches where that is permitted: what earlier rows left in them, and how, slows down whoever writes.
    /// Whoever measures runs once before it counts, which warms them again.
    /// </summary>
    public static void EmptyCaches()
    {
        try
        {
            File.WriteAllText("/proc/sys/vm/drop_caches", "3");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not root, or not Linux.
        }
    }

    /// <summary>Whether all of a file or a tree has arrived, by count and size.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    public static void CheckArrived(string source, string target)
    {
        var (sent, received) = (Count(source), Count(target));
        if (sent != received)
        {
            throw new InvalidOperationException($"{sent} were sent (files, bytes), but {received} received.");
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static (int Files, long Bytes) Count(string path)
    {
        FileInfo[] files = File.Exists(path) ? [new FileInfo(path)] : [.. new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)];
        return (files.Length, files.Sum(file => file.Length));
    }

    private async Task<string> MadeAsync(string name, Func<string, Task> makeAsync)
    {
        if (!_made.TryGetValue(name, out var path))
        {
            path = Path.Combine(Folder, name);
            await makeAsync(path);
            _made.Add(name, path);
        }

        return path;
    }
}
