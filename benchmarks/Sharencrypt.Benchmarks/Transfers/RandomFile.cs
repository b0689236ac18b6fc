using System.Security.Cryptography;

namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>A file that nothing can compress.</summary>
internal static class RandomFile
{
    public static async Task WriteAsync(string path, long bytes)
    {
        await using var file = File.Create(path);
        var block = new byte[1 << 20];
        for (var left = bytes; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }
    }
}
