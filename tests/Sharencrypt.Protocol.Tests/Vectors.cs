namespace Sharencrypt.Protocol.Tests;

/// <summary>Finds the contract's data, which both languages read.</summary>
internal static class Vectors
{
    public static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "vectors", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"vectors/{name} is not above the tests.");
    }
}
