using System.Diagnostics;

namespace Sharencrypt.EndToEnd.Tests;

/// <summary>A file system of so many megabytes in a folder; only root can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    public SmallDisk(string folder, int megabytes)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder);
    }

    /// <summary>Skips the test when this process may not make one.</summary>
    public static void Need() => Assert.SkipUnless(Environment.UserName == "root", "Only root can mount a small disk and become another user.");

    public void Dispose() => Run("umount", _folder);

    private static void Run(params string[] command)
    {
        using var process = Process.Start(command[0], command[1..]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, string.Join(' ', command));
    }
}
